package io.plumbline.experiments;

import io.plumbline.results.MicroEntry;
import io.plumbline.results.MicroEntry.Jmh;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.util.Statistics;

/** Turns what JMH measured of a benchmark, fork by fork, into the entry that is kept of it. */
final class MicroEntries {
  private static final double[] PERCENTS = {0, 50, 90, 95, 99, 99.9, 99.99, 100};

  private MicroEntries() {}

  /** The entry as it stands after these forks. */
  static MicroEntry of(BenchTask task, List<BenchFork> forks) {
    Optional<String> failed = failure(forks);
    Optional<String> skipped = reason(forks, BenchFork.Ending.SKIPPED);
    boolean all =
        forks.stream().filter(f -> f.ending() == BenchFork.Ending.DONE).count() == task.runs();
    return new MicroEntry(
        task.name(),
        new TreeMap<>(task.params()),
        task.mode().shortLabel(),
        failed.isPresent()
            ? Status.FAILED
            : skipped.isPresent() ? Status.SKIPPED : all ? Status.MEASURED : Status.UNFINISHED,
        failed.or(() -> skipped),
        forks.stream().flatMap(fork -> fork.params().stream()).findFirst().map(p -> jmh(task, p)),
        score(task, forks),
        secondary(forks),
        Map.of());
  }

  private static Optional<String> reason(List<BenchFork> forks, BenchFork.Ending ending) {
    return forks.stream().filter(f -> f.ending() == ending).findFirst().map(BenchFork::reason);
  }

  private static Optional<String> failure(List<BenchFork> forks) {
    Optional<String> thrown = reason(forks, BenchFork.Ending.FAILED);
    return thrown.isPresent()
        ? thrown
        : forks.stream()
            .flatMap(fork -> fork.iterations().stream())
            .map(iteration -> iteration.getPrimaryResult().getScore())
            .filter(score -> !Double.isFinite(score))
            .findFirst()
            .map(score -> "an iteration's score was " + score);
  }

  private static Optional<Samples> score(BenchTask task, List<BenchFork> forks) {
    List<BenchFork> measured = forks.stream().filter(f -> !f.iterations().isEmpty()).toList();
    if (measured.isEmpty()) {
      return Optional.empty();
    }
    List<List<Double>> scores =
        measured.stream()
            .map(
                fork ->
                    fork.iterations().stream()
                        .map(iteration -> iteration.getPrimaryResult().getScore())
                        .filter(Double::isFinite)
                        .toList())
            .toList();
    return Optional.of(
        new Samples(
            measured.get(0).iterations().get(0).getScoreUnit(),
            scores,
            task.mode() == Mode.SampleTime
                ? measured.stream().map(MicroEntries::percentiles).toList()
                : List.of()));
  }

  private static SortedMap<Double, Double> percentiles(BenchFork fork) {
    BenchmarkParams params = fork.params().orElseThrow();
    Statistics times =
        new BenchmarkResult(params, fork.iterations()).getPrimaryResult().getStatistics();
    SortedMap<Double, Double> percentiles = new TreeMap<>();
    for (double percent : PERCENTS) {
      double value = times.getPercentile(percent);
      if (Double.isFinite(value)) {
        percentiles.put(percent, value);
      }
    }
    return percentiles;
  }

  /** A list per fork, in it a number per iteration that gave one. */
  private static SortedMap<String, Samples> secondary(List<BenchFork> forks) {
    Map<String, List<List<Double>>> values = new LinkedHashMap<>();
    Map<String, String> units = new LinkedHashMap<>();
    for (BenchFork fork : forks) {
      Map<String, List<Double>> ofFork = new LinkedHashMap<>();
      for (IterationResult iteration : fork.iterations()) {
        iteration
            .getSecondaryResults()
            .forEach((label, result) -> add(label, result, ofFork, units));
      }
      ofFork.forEach(
          (label, numbers) -> values.computeIfAbsent(label, l -> new ArrayList<>()).add(numbers));
    }
    SortedMap<String, Samples> samples = new TreeMap<>();
    values.forEach(
        (label, numbers) ->
            samples.put(label, new Samples(units.getOrDefault(label, ""), numbers, List.of())));
    return samples;
  }

  private static void add(
      String label, Result<?> result, Map<String, List<Double>> ofFork, Map<String, String> units) {
    // What is derived from the score is already told by the score.
    if (!result.getRole().isDerivative() && Double.isFinite(result.getScore())) {
      ofFork.computeIfAbsent(label, l -> new ArrayList<>()).add(result.getScore());
      units.putIfAbsent(label, result.getScoreUnit());
    }
  }

  private static Jmh jmh(BenchTask task, BenchmarkParams params) {
    return new Jmh(
        params.getJmhVersion(),
        task.forks(),
        params.getWarmup().getCount(),
        nanos(params, params.getWarmup()),
        params.getMeasurement().getCount(),
        nanos(params, params.getMeasurement()),
        params.getMeasurement().getBatchSize(),
        params.getThreads(),
        params.getOpsPerInvocation(),
        params.getJvm(),
        List.copyOf(params.getJvmArgs()),
        params.getJdkVersion(),
        params.getVmName(),
        params.getVmVersion(),
        task.profilers());
  }

  private static OptionalLong nanos(BenchmarkParams params, IterationParams iteration) {
    return params.getMode() == Mode.SingleShotTime
        ? OptionalLong.empty()
        : OptionalLong.of(iteration.getTime().convertTo(TimeUnit.NANOSECONDS));
  }
}
