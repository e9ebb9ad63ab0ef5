package io.plumbline.experiments;

import io.plumbline.experiments.BenchFork.Ending;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.MicroEntry.Jmh;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Mode;

/** Puts forks that were run one by one together as the entry that is kept of a benchmark. */
final class ForkEntries {
  private ForkEntries() {}

  /** The entry as it stands after these forks, of which there may be none. */
  static MicroEntry of(BenchTask task, List<MeasuredFork> forks) {
    List<MeasuredFork> done = forks.stream().filter(f -> f.ending() == Ending.DONE).toList();
    List<MicroEntry> entries = done.stream().map(f -> f.entry().orElseThrow()).toList();
    Optional<String> failed = reason(forks, Ending.FAILED);
    Optional<String> skipped = reason(forks, Ending.SKIPPED);
    return new MicroEntry(
        task.name(),
        entries.isEmpty() ? new TreeMap<>(task.params()) : entries.get(0).params(),
        task.mode().shortLabel(),
        failed.isPresent()
            ? Status.FAILED
            : skipped.isPresent()
                ? Status.SKIPPED
                : entries.isEmpty() ? Status.UNFINISHED : Status.MEASURED,
        failed.or(() -> skipped),
        entries.isEmpty()
            ? Optional.empty()
            : entries.get(0).jmh().map(jmh -> with(jmh, entries.size(), jmh.jvmArgs())),
        joined(entries.stream().flatMap(entry -> entry.score().stream()).toList()),
        secondary(entries),
        done.stream().map(MeasuredFork::startedAt).toList(),
        Map.of());
  }

  private static Optional<String> reason(List<MeasuredFork> forks, Ending ending) {
    return forks.stream().filter(f -> f.ending() == ending).findFirst().map(MeasuredFork::reason);
  }

  private static SortedMap<String, Samples> secondary(List<MicroEntry> entries) {
    TreeSet<String> labels = new TreeSet<>();
    entries.forEach(entry -> labels.addAll(entry.secondary().keySet()));
    SortedMap<String, Samples> secondary = new TreeMap<>();
    for (String label : labels) {
      joined(
              entries.stream()
                  .flatMap(e -> Optional.ofNullable(e.secondary().get(label)).stream())
                  .toList())
          .ifPresent(samples -> secondary.put(label, samples));
    }
    return secondary;
  }

  private static Optional<Samples> joined(List<Samples> ofForks) {
    if (ofForks.isEmpty()) {
      return Optional.empty();
    }
    List<List<Double>> forks = new ArrayList<>();
    List<SortedMap<Double, Double>> percentiles = new ArrayList<>();
    ofForks.forEach(samples -> forks.addAll(samples.forks()));
    ofForks.forEach(samples -> percentiles.addAll(samples.percentiles()));
    return Optional.of(new Samples(ofForks.get(0).unit(), forks, percentiles));
  }

  /** A benchmark that was to be measured, and was not: a figure without values. */
  static MicroEntry notMeasured(BenchTask task) {
    MicroEntry none = of(task, List.of());
    String unit = task.mode() == Mode.Throughput ? "ops/s" : "s/op";
    return with(none, none.jmh(), Optional.of(new Samples(unit, List.of(), List.of())));
  }

  static MicroEntry withOperations(MicroEntry entry, int perInvocation) {
    return with(entry, jmh -> with(jmh, jmh.forks(), perInvocation, jmh.jvmArgs()));
  }

  /** As if nobody had asked for these arguments, which JMH appended: they are what is compared. */
  static MicroEntry withoutAppended(MicroEntry entry, List<String> jvmArgs) {
    return with(
        entry,
        jmh -> {
          int kept = jmh.jvmArgs().size() - jvmArgs.size();
          return kept >= 0 && jmh.jvmArgs().subList(kept, jmh.jvmArgs().size()).equals(jvmArgs)
              ? with(jmh, jmh.forks(), jmh.jvmArgs().subList(0, kept))
              : jmh;
        });
  }

  private static MicroEntry with(MicroEntry entry, UnaryOperator<Jmh> change) {
    return with(entry, entry.jmh().map(change), entry.score());
  }

  private static MicroEntry with(MicroEntry entry, Optional<Jmh> jmh, Optional<Samples> score) {
    return new MicroEntry(
        entry.name(),
        entry.params(),
        entry.mode(),
        entry.status(),
        entry.reason(),
        jmh,
        score,
        entry.secondary(),
        entry.forksStartedAt(),
        entry.unknownFields());
  }

  private static Jmh with(Jmh jmh, int forks, List<String> jvmArgs) {
    return with(jmh, forks, jmh.operationsPerInvocation(), jvmArgs);
  }

  private static Jmh with(Jmh jmh, int forks, int operations, List<String> jvmArgs) {
    return new Jmh(
        jmh.version(),
        forks,
        jmh.warmupIterations(),
        jmh.warmupNanos(),
        jmh.measurementIterations(),
        jmh.measurementNanos(),
        jmh.batchSize(),
        jmh.threads(),
        operations,
        jmh.jvm(),
        jvmArgs,
        jmh.jdkVersion(),
        jmh.vmName(),
        jmh.vmVersion(),
        jmh.profilers());
  }
}
