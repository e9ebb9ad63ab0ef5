package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.results.Commit;
import io.plumbline.results.Documents;
import io.plumbline.results.LoadConditions;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.SweepPoint;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * One point of a sweep: a run in a JVM of its own, with a folder of its own.
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
   * All points, in the order in which they are to be played: one repetition after the other, each
   * in a random order of its own, so that a drift of the machine does not look like an effect of
   * the rate.
   *
   * @throws UsageException if one of them cannot be played
   */
  static List<SweepTask> of(SweepSettings sweep) {
    LoadSettings common = LoadSettings.of(sweep.configFile(), sweep.flags());
    List<String> workloads =
        sweep.workloads().isEmpty() ? List.of(common.workload()) : sweep.workloads();
    Random order = new Random(common.seed());
    Map<String, SweepTask> tasks = new HashMap<>();
    List<SweepTask> ordered = new ArrayList<>();
    for (int repetition = 1; repetition <= sweep.repetitions(); repetition++) {
      List<SweepTask> block = new ArrayList<>();
      for (String workload : workloads) {
        for (double rate : sweep.ratesPerSecond()) {
          SweepTask task = of(sweep, workload, rate, repetition);
          if (tasks.put(task.point().name(), task) != null) {
            throw new UsageException(
                "--workloads: two of them would be called alike: " + task.point().name());
          }
          block.add(task);
        }
      }
      Collections.shuffle(block, order);
      ordered.addAll(block);
    }
    return ordered;
  }

  private static SweepTask of(SweepSettings sweep, String workload, double rate, int repetition) {
    String name =
        Path.of(workload).getFileName().toString().replaceFirst("\\.[^.]*$", "")
            + "-"
            + plain(rate)
            + "-"
            + repetition;
    Path folder = sweep.outputDir().resolve(name);
    Map<String, Object> flags = new HashMap<>(sweep.flags());
    flags.put("workload", workload);
    flags.put("total-qps", rate);
    flags.put("output-dir", folder.toString());
    flags.put("metrics-csv", folder.resolve("metrics.csv").toString());
    flags.put("json", folder.resolve("result.json").toString());
    LoadSettings settings = LoadSettings.of(sweep.configFile(), flags);
    ArrivalSchedule schedule = Plans.schedule(settings.plan());
    return new SweepTask(
        SweepPoint.pending(name, workload, rate, repetition),
        settings,
        schedule.sha256(),
        // After the rehearsal it waits for the compiler about as long again.
        schedule.lastNanos() + 2 * settings.rehearsalMs() * 1_000_000L + OVERHEAD_NANOS);
  }

  /** {@code balanced at 30 requests/s, run 2}. */
  String label() {
    return point.workload()
        + " at "
        + plain(point.ratePerSecond())
        + " requests/s, run "
        + point.repetition();
  }

  private static String plain(double rate) {
    return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
  }

  Path document() {
    return settings.jsonFile();
  }

  Path folder() {
    return Path.of(settings.outputDir());
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
            (name, value) -> flags.add("--" + name + "=" + value)); // A switch takes no other form.
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
      found.entrySet().removeAll(wanted.entrySet());
      return Optional.of("it was made with other settings: " + found);
    }
    return document.run().plan().scheduleSha256().equals(scheduleSha256)
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
