package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.Arrivals;
import io.plumbline.loadgen.Check;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.PlanAudit;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Tells what a run would offer, without sending anything.
 *
 * @param lines {@code key=value}
 * @param notes what a user should know beside them
 */
public record PlanReport(List<String> lines, List<String> notes) {

  /**
   * What to tell of.
   *
   * @param onlyClass a class by its label, such as {@code 1:urgent}; empty tells of all together
   * @param singleStream whether the whole rate is one stream without classes
   * @param first how many offsets to list
   */
  public record View(Optional<String> onlyClass, boolean singleStream, int first) {
    public View {
      if (first < 0) {
        throw new UsageException("--first must be at least 0: " + first);
      }
      if (singleStream && onlyClass.isPresent()) {
        throw new UsageException(
            "--class "
                + onlyClass.get()
                + " and --rate exclude each other: a single stream has no classes");
      }
    }
  }

  public PlanReport {
    lines = List.copyOf(lines);
    notes = List.copyOf(notes);
  }

  /**
   * Draws the plan and tells of it.
   *
   * @throws UsageException if the settings make no plan, or the class is not in it
   */
  public static PlanReport of(LoadSettings settings, View view) {
    Plans.requireOpenLoop(settings);
    LoadPlan plan = plan(settings, view);
    Optional<Integer> classIndex = view.onlyClass().map(label -> indexOf(plan, label));
    ArrivalSchedule planned = Plans.schedule(plan);
    ArrivalSchedule schedule = Plans.offered(settings, planned);
    List<String> lines = new ArrayList<>();
    long[] offsets;
    OptionalLong nextNanos;
    String sha256;
    if (classIndex.isPresent()) {
      int c = classIndex.get();
      offsets = schedule.offsetsNanos(c);
      nextNanos = schedule.nextNanos(c);
      sha256 = schedule.sha256OfClass(c);
    } else {
      offsets = new long[Math.min(view.first(), schedule.count())];
      for (int i = 0; i < offsets.length; i++) {
        offsets[i] = schedule.offsetNanos(i);
      }
      nextNanos = schedule.nextNanos();
      sha256 = schedule.sha256();
    }
    int count = classIndex.isPresent() ? offsets.length : schedule.count();
    lines.add("count=" + count);
    if (count > 0) {
      lines.add("last_ns=" + (classIndex.isPresent() ? offsets[count - 1] : schedule.lastNanos()));
    }
    nextNanos.ifPresent(nanos -> lines.add("next_ns=" + nanos));
    lines.add("sha256=" + sha256);
    lines.add("label=" + plan.label());
    lines.add("arrivals=" + plan.arrivals());
    List<String> failed =
        PlanAudit.of(planned).stream().filter(c -> !c.passed()).map(Check::name).toList();
    lines.add("audit=" + (failed.isEmpty() ? "passed" : "failed " + String.join(" ", failed)));
    if (view.first() > 0) {
      lines.add(
          Arrays.stream(offsets)
              .limit(view.first())
              .mapToObj(Long::toString)
              .collect(Collectors.joining(" ", "first_ns=", "")));
    }
    List<String> notes = new ArrayList<>(Plans.notes(planned));
    if (schedule.count() < planned.count()) {
      notes.add(
          "limits leave "
              + schedule.count()
              + " of the "
              + planned.count()
              + " requests that were planned; the audit is of all of them");
    }
    return new PlanReport(lines, notes);
  }

  private static LoadPlan plan(LoadSettings settings, View view) {
    if (view.singleStream() && settings.arrivals().startsWith("trace:")) {
      throw new UsageException(
          "--rate and --arrivals "
              + settings.arrivals()
              + " exclude each other: a trace has a rate of its own");
    }
    return view.singleStream() ? settings.plan(Workload.singleStream()) : settings.plan();
  }

  private static int indexOf(LoadPlan plan, String label) {
    List<String> labels = plan.workload().classes().stream().map(RequestClass::label).toList();
    int index = labels.indexOf(label);
    if (index < 0) {
      throw new UsageException(
          "unknown class \"" + label + "\": must be one of " + String.join(", ", labels));
    }
    if (plan.skips(index)) {
      if (plan.arrivals() instanceof Arrivals.Trace) {
        throw new UsageException("class " + label + " does not occur in the trace");
      }
      throw new UsageException(
          "class "
              + label
              + " has less than "
              + LoadPlan.MIN_CLASS_RATE_PER_SECOND
              + " requests per second and is not in the plan");
    }
    return index;
  }
}
