package io.plumbline.experiments;

import io.plumbline.results.SweepPoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * The points of a sweep in the order in which they are to be played: one repetition after the
 * other, each in a random order of its own, so that a drift of the machine does not look like an
 * effect of the rate.
 *
 * <p>Where rates are found by looking, the first repetition looks, all workloads side by side; the
 * others have the grid that it found. Given equal points it chooses equal ones, so a sweep that is
 * started again finds what it has played.
 */
final class SweepGrid {
  private final SweepSettings sweep;
  private final List<String> workloads;
  private final Optional<KneeSearch> knee;
  private final Random order;
  private final Set<String> names = new HashSet<>();
  private boolean ended;

  /**
   * @throws UsageException if the sweep cannot be played as asked
   */
  SweepGrid(SweepSettings sweep) {
    this.sweep = sweep;
    LoadSettings common = sweep.scenario().settings(Map.of());
    this.workloads = sweep.workloads().isEmpty() ? List.of(common.workload()) : sweep.workloads();
    this.order = new Random(common.seed());
    this.knee =
        sweep.rates() instanceof SweepRates.Auto auto
            ? Optional.of(new KneeSearch(auto))
            : Optional.empty();
    knee.ifPresent(this::requireFits);
  }

  private void requireFits(KneeSearch search) {
    for (String workload : workloads) {
      Plans.requireFits(
          sweep
              .scenario()
              .settings(Map.of("workload", workload, "total-qps", search.limits().maxPerSecond()))
              .plan());
    }
  }

  /**
   * What to play after the points that were played; none if that was all.
   *
   * @throws UsageException if one of them cannot be played
   */
  List<SweepTask> next(List<SweepPoint> played) {
    if (ended) {
      return List.of();
    }
    Map<String, List<Double>> wanted = new HashMap<>();
    for (String workload : workloads) {
      wanted.put(
          workload,
          knee.isPresent()
              ? knee.get().next(seen(workload, played))
              : ((SweepRates.Listed) sweep.rates()).perSecond());
    }
    List<SweepTask> tasks = new ArrayList<>(block(wanted, 1));
    if (knee.isEmpty() || tasks.isEmpty()) {
      if (knee.isPresent()) {
        workloads.forEach(w -> wanted.put(w, List.copyOf(seen(w, played).keySet())));
      }
      for (int repetition = 2; repetition <= sweep.repetitions(); repetition++) {
        tasks.addAll(block(wanted, repetition));
      }
      ended = true;
    }
    return tasks;
  }

  /** Whether more points may follow. */
  boolean isOpen() {
    return !ended;
  }

  /** There is nothing more to play. */
  void end() {
    ended = true;
  }

  private List<SweepTask> block(Map<String, List<Double>> wanted, int repetition) {
    List<SweepTask> block = new ArrayList<>();
    for (String workload : workloads) {
      for (double rate : wanted.getOrDefault(workload, List.of())) {
        String name = SweepTask.namePrefix(workload, rate) + "-" + repetition;
        if (!names.add(name)) {
          throw new UsageException("--workloads: two of them would be called alike: " + name);
        }
        block.add(
            SweepTask.of(
                sweep.scenario(), Map.of(), sweep.outputDir(), name, workload, rate, repetition));
      }
    }
    Collections.shuffle(block, order);
    return block;
  }

  private NavigableMap<Double, KneeSearch.Seen> seen(String workload, List<SweepPoint> points) {
    String name = Workloads.named(workload).name();
    return KneeSearch.seen(
        points.stream().filter(point -> point.workload().equals(name)).toList(),
        ((SweepRates.Auto) sweep.rates()).judgesInvalid());
  }

  /** What looking has found, a line per workload; none if the rates were given. */
  List<String> statements(List<SweepPoint> points) {
    return knee.isEmpty()
        ? List.of()
        : workloads.stream()
            .map(w -> Workloads.named(w).name() + ": " + knee.get().statement(seen(w, points)))
            .toList();
  }

  /** The rates, as given, or as found so far. */
  List<Double> ratesPerSecond(List<SweepPoint> points) {
    return sweep.rates() instanceof SweepRates.Listed listed
        ? listed.perSecond()
        : points.stream().map(SweepPoint::ratePerSecond).distinct().sorted().toList();
  }
}
