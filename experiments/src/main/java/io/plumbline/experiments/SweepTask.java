package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.PhaseLength;
import io.plumbline.results.Commit;
import io.plumbline.results.Documents;
import io.plumbline.results.LoadConditions;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.SweepPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One point of a sweep, or probe of a search for capacity: a run in a JVM of its own, with a folder
 * of its own.
 *
 * @param settings of that run
 * @param scheduleSha256 of what it will offer
 * @param plannedNanos how long it takes, roughly
 */
record SweepTask(
    SweepPoint point, LoadSettings settings, String scheduleSha256, long plannedNanos) {

  /** To start a JVM, and to write files. */
  private static final long OVERHEAD_NANOS = 2_000_000_000;

  /** What differs from point to point. */
  private static final List<String> AXES = List.of("total-qps", "workload");

  /**
   * A point that has not been played.
   *
   * @param changes to the scenario, beside those that say its workload, its rate and where results
   *     go
   * @param name of its folder in {@code outputDir}
   * @throws UsageException if it cannot be played
   */
  static SweepTask of(
      Scenario scenario,
      Map<String, Object> changes,
      Path outputDir,
      String name,
      String workload,
      double rate,
      int repetition) {
    Path folder = outputDir.resolve(name);
    Map<String, Object> all = new HashMap<>(changes);
    all.put("workload", workload);
    all.put("total-qps", rate);
    all.put("output-dir", folder.toString());
    all.put("metrics-csv", folder.resolve("metrics.csv").toString());
    all.put("json", folder.resolve("result.json").toString());
    LoadSettings settings = scenario.settings(all);
    Plans.requireRate(settings);
    ArrivalSchedule schedule = Plans.offered(settings);
    String shape = schedule.plan().arrivals().label();
    return new SweepTask(
        SweepPoint.pending(name, Workloads.named(workload).name(), rate, shape, repetition),
        settings,
        schedule.sha256(),
        // After the rehearsal it waits for the compiler about as long again.
        schedule.lastNanos()
            + nanos(settings.warmupLength(), rate)
            + nanos(settings.cooldownLength(), rate)
            + 2 * settings.rehearsalMs() * 1_000_000L
            + OVERHEAD_NANOS);
  }

  private static long nanos(PhaseLength phase, double ratePerSecond) {
    return phase instanceof PhaseLength.Time time
        ? time.nanos()
        : (long) (((PhaseLength.Requests) phase).count() / ratePerSecond * 1e9);
  }

  /** {@code balanced-30}: what the name of a point begins with. */
  static String namePrefix(String workload, double rate) {
    return Workloads.named(workload).name().replaceAll("[^A-Za-z0-9_.-]", "_")
        + "-"
        + Rates.plain(rate);
  }

  /** {@code balanced poisson@30.00, run 2}. */
  String label() {
    return point.workload() + " " + point.label().orElseThrow() + ", run " + point.repetition();
  }

  Path document() {
    return settings.jsonFile();
  }

  Path folder() {
    return Path.of(settings.outputDir());
  }

  Path rows() {
    return Path.of(settings.metricsCsv());
  }

  /** What it left; empty if it was not played to its end. */
  Optional<LoadDocument> result() throws IOException {
    return point.document().isEmpty()
        ? Optional.empty()
        : Optional.of(Documents.readLoad(document()));
  }

  boolean isPending() {
    return point.status() == SweepPoint.Status.PENDING;
  }

  /** The same point after what became of it. */
  SweepTask with(SweepPoint now) {
    return new SweepTask(now, settings, scheduleSha256, plannedNanos);
  }

  /** The settings as flags of {@code run}. */
  List<String> flags() {
    List<String> flags = new ArrayList<>();
    Yaml.toMap(settings)
        .forEach(
            (name, value) ->
                flags.add(
                    "--" + name + "=" + Yaml.flagText(value))); // A switch takes no other form.
    return flags;
  }

  /** What all points of the sweep have in common. */
  Map<String, Object> commonSettings() {
    Map<String, Object> common = Yaml.toMap(settings);
    common.keySet().removeAll(LoadConditions.PLACES);
    common.keySet().removeAll(AXES);
    return common;
  }

  /**
   * The result that an earlier pass over the same grid left; a run that was interrupted is none.
   *
   * @param differences hears in words why a result that is there is not this point's
   */
  Optional<LoadDocument> earlierResult(
      Optional<Commit> commit, String plumblineVersion, List<String> differences) {
    if (!Files.exists(document())) {
      return Optional.empty();
    }
    try {
      LoadDocument document = Documents.readLoad(document());
      Optional<String> difference = difference(document, commit, plumblineVersion);
      difference.ifPresent(differences::add);
      return difference.isPresent() ? Optional.empty() : Optional.of(document);
    } catch (IOException e) {
      differences.add(e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<String> difference(
      LoadDocument document, Optional<Commit> commit, String plumblineVersion) {
    if (document.run().interrupted()) {
      return Optional.of("it was interrupted");
    }
    if (!document.commit().equals(commit)) {
      return Optional.of("it was measured at another commit");
    }
    if (!document.environment().plumbline().equals(plumblineVersion)) {
      return Optional.of("it was measured by " + document.environment().plumbline());
    }
    Map<String, String> wanted = comparable(Yaml.toMap(settings));
    Map<String, String> found = comparable(document.run().settings());
    if (!wanted.equals(found)) {
      Map<String, String> others = new TreeMap<>(found);
      others.entrySet().removeAll(wanted.entrySet());
      wanted.entrySet().removeAll(found.entrySet());
      return Optional.of(
          others.isEmpty()
              ? "it was made without these settings: " + wanted
              : "it was made with other settings: " + others);
    }
    Optional<String> planned = document.run().plannedSha256();
    if (planned.isEmpty()) {
      return Optional.of("a limit ended it, and it does not say what else was planned");
    }
    return planned.get().equals(scheduleSha256)
        ? Optional.empty()
        : Optional.of("it offered another schedule");
  }

  private static Map<String, String> comparable(Map<String, Object> settings) {
    Map<String, String> texts = new TreeMap<>();
    settings.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    texts.keySet().removeAll(LoadConditions.PLACES);
    return texts;
  }
}
