package io.plumbline.results.report;

import io.plumbline.results.LoadConditions;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadEntry;
import io.plumbline.results.LoadReport;
import io.plumbline.results.QuantileInterval;
import io.plumbline.results.TimeDistribution;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The runs that repeat each other: one side's, of one workload at one rate or in one closed loop,
 * played alike. Only the valid ones have a part in its figures.
 *
 * @param ratePerSecond offered; of a closed loop the mean of what its runs came to
 * @param closedLoop what it was asked to be; empty if requests came by a plan
 * @param setup in what way it was played differently from the side's other groups; empty if in none
 * @param valid in the order of their start
 * @param unusable why the others have no part, by file
 */
record LoadGroup(
    String side,
    String workload,
    double ratePerSecond,
    Optional<String> closedLoop,
    String setup,
    List<LoadRun> valid,
    Map<String, String> unusable) {

  /** Nothing on these clocks takes less than a nanosecond, and 0 has no logarithm. */
  static final double LEAST_MILLIS = 1e-6;

  /** A closed loop has no rate that its runs have in common. */
  private record Key(
      String workload,
      OptionalDouble ratePerSecond,
      Optional<String> closedLoop,
      Map<String, String> setup) {}

  private static final TimeDistribution NONE = TimeDistribution.of(new long[0], 0);

  /** Which of a request's times. */
  enum Time {
    RESPONSE(LoadEntry::responseTime),
    SERVICE(LoadEntry::serviceTime),
    SLIP(LoadEntry::slip),
    QUEUED(entry -> entry.queued().orElse(NONE)),
    SERVED(entry -> entry.served().orElse(NONE));

    @SuppressWarnings("ImmutableEnumChecker") // A method reference.
    private final Function<LoadEntry, TimeDistribution> of;

    Time(Function<LoadEntry, TimeDistribution> of) {
      this.of = of;
    }

    TimeDistribution of(LoadRun run) {
      return of.apply(run.total().orElseThrow());
    }
  }

  LoadGroup {
    valid = List.copyOf(valid);
    unusable = new TreeMap<>(unusable);
  }

  /** Puts a side's runs into groups, by workload, what was offered, and setup. */
  static List<LoadGroup> of(String side, Collection<LoadRun> runs) {
    Map<Key, List<LoadRun>> byKey =
        runs.stream()
            .sorted(
                Comparator.comparing((LoadRun run) -> run.document().startedAt())
                    .thenComparing(LoadRun::file))
            .collect(Collectors.groupingBy(LoadGroup::key));
    Set<String> differing = differing(byKey.keySet());
    List<LoadGroup> groups = new ArrayList<>();
    byKey.forEach(
        (key, members) -> {
          Map<String, String> unusable = new TreeMap<>();
          List<LoadRun> valid = new ArrayList<>();
          for (LoadRun run : members) {
            run.whyUnusable()
                .ifPresentOrElse(why -> unusable.put(run.file(), why), () -> valid.add(run));
          }
          groups.add(
              new LoadGroup(
                  side,
                  key.workload(),
                  ratePerSecond(valid.isEmpty() ? members : valid),
                  key.closedLoop(),
                  key.setup().entrySet().stream()
                      .filter(setting -> differing.contains(setting.getKey()))
                      .map(setting -> setting.getKey() + "=" + setting.getValue())
                      .collect(Collectors.joining(" ")),
                  valid,
                  unusable));
        });
    groups.sort(
        Comparator.comparing(LoadGroup::workload)
            .thenComparing(LoadGroup::setup)
            .thenComparing(LoadGroup::ratePerSecond));
    return groups;
  }

  private static Key key(LoadRun run) {
    LoadDocument.Plan plan = run.document().run().plan();
    Optional<String> closedLoop = LoadConditions.closedLoop(run.document());
    return new Key(
        plan.workload(),
        closedLoop.isPresent() ? OptionalDouble.empty() : OptionalDouble.of(plan.ratePerSecond()),
        closedLoop,
        LoadConditions.of(run.document()));
  }

  private static double ratePerSecond(List<LoadRun> runs) {
    DoubleSummaryStatistics rates =
        runs.stream()
            .mapToDouble(run -> run.document().run().plan().ratePerSecond())
            .summaryStatistics();
    // A mean of equal numbers may differ from them in its last digit.
    return rates.getMin() == rates.getMax() ? rates.getMin() : rates.getAverage();
  }

  private static Set<String> differing(Set<Key> keys) {
    return keys.stream()
        .flatMap(key -> key.setup().keySet().stream())
        .filter(
            name ->
                keys.stream().map(key -> String.valueOf(key.setup().get(name))).distinct().count()
                    > 1)
        .collect(Collectors.toSet());
  }

  /** {@code head 30/s}, the workload left out. */
  String label() {
    return side + " " + offered() + suffix();
  }

  /** {@code 30/s}, or the closed loop. */
  String offered() {
    return closedLoop.orElseGet(() -> LoadReport.number(ratePerSecond) + "/s");
  }

  /** The side, and the setup if there are several. */
  String sideAndSetup() {
    return side + suffix();
  }

  private String suffix() {
    return setup.isEmpty() ? "" : " " + setup;
  }

  /** This time of every valid run. */
  List<TimeDistribution> times(Time time) {
    return valid.stream().map(time::of).toList();
  }

  /**
   * A time at a quantile, in milliseconds: of several runs the geometric mean of theirs with
   * Student's interval, of one its own with order statistics.
   */
  Figure quantileMillis(Time time, double q) {
    if (valid.isEmpty()) {
      return nothingValid();
    }
    QuantileInterval all = QuantileInterval.of(times(time), q, Repeated.LEVEL);
    if (all.count() == 0) {
      return new Figure.Unknown("the scheduler tells it in no trailer");
    }
    if (!all.isTold()) {
      return new Figure.Unknown("needs " + QuantileInterval.neededToTell(q));
    }
    if (valid.size() == 1) {
      return ofOneRun(all, time.of(valid.get(0)));
    }
    double[] millis = new double[valid.size()];
    for (int i = 0; i < millis.length; i++) {
      TimeDistribution times = time.of(valid.get(i));
      OptionalDouble one = runQuantileMillis(times, q);
      if (one.isEmpty()) {
        return new Figure.Unknown(
            times.failed() + " failed in run " + (i + 1) + " of " + millis.length);
      }
      millis[i] = Math.max(LEAST_MILLIS, one.getAsDouble());
    }
    return Repeated.geometricMean(millis, "run");
  }

  private static Figure ofOneRun(QuantileInterval interval, TimeDistribution times) {
    OptionalDouble millis = runQuantileMillis(times, interval.quantile());
    if (millis.isEmpty()) {
      return new Figure.Unknown(times.failed() + " failed");
    }
    return interval.lowNanos().isPresent() && interval.highNanos().isPresent()
        ? new Figure.Known(
            millis.getAsDouble(),
            OptionalDouble.of(
                Math.min(millis.getAsDouble(), interval.lowNanos().getAsDouble() / 1e6)),
            OptionalDouble.of(
                Math.max(millis.getAsDouble(), interval.highNanos().getAsDouble() / 1e6)),
            "order statistics of one run")
        : Figure.of(millis.getAsDouble(), "no upper end: " + times.failed() + " failed");
  }

  /** A run's own quantile, whatever it is worth alone; empty if it falls among the failed. */
  static OptionalDouble runQuantileMillis(TimeDistribution times, double q) {
    Long exact = times.quantilesNanos().get(q);
    if (exact != null) {
      return OptionalDouble.of(exact / 1e6);
    }
    OptionalDouble nanos = QuantileInterval.of(List.of(times), q, Repeated.LEVEL).nanos();
    return nanos.isPresent() ? OptionalDouble.of(nanos.getAsDouble() / 1e6) : nanos;
  }

  /** Requests answered well per second, from the start to the end of the drain. */
  Figure throughputPerSecond() {
    return overRuns(run -> OptionalDouble.of(throughputPerSecond(run)));
  }

  /** A run's. */
  static double throughputPerSecond(LoadRun run) {
    LoadEntry total = run.total().orElseThrow();
    return (total.planned() - total.failed()) * 1e9 / run.document().run().elapsedNanos();
  }

  /** Requests answered well within their SLO, per second of the plan. */
  Figure goodputPerSecond() {
    return overRuns(run -> run.total().orElseThrow().goodputPerSecond());
  }

  /** The share of the planned requests that met their SLO. */
  Figure sloAttainmentPercent() {
    return overRuns(run -> run.total().orElseThrow().sloAttainment()).times(100);
  }

  private Figure overRuns(Function<LoadRun, OptionalDouble> figure) {
    double[] values = valid.stream().map(figure).flatMapToDouble(OptionalDouble::stream).toArray();
    if (valid.isEmpty()) {
      return nothingValid();
    }
    return values.length < valid.size()
        ? new Figure.Unknown("its plan has no length, or no request")
        : Repeated.mean(values, "run");
  }

  Figure.Unknown nothingValid() {
    return new Figure.Unknown(
        unusable.isEmpty()
            ? "no run"
            : unusable.size() == 1
                ? "its run is invalid"
                : "all " + unusable.size() + " runs are invalid");
  }
}
