package io.plumbline.experiments;

import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Model;
import io.plumbline.results.CalibrationDocument;
import io.plumbline.results.Documents;
import io.plumbline.results.Environment;
import io.plumbline.results.LoadDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What the calibration of this machine, this JVM and these settings says of a run.
 *
 * @param use how much of what the generator can do the run asks for; empty if no calibration says
 * @param baseline readings of the generator's health at this rate, by name; empty likewise
 * @param notes what the user should know of it
 */
record StoredCalibration(
    Optional<LoadDocument.Calibration> use, Map<String, Double> baseline, List<String> notes) {
  /** Where one is looked for that is not named. */
  static final String DEFAULT_FILE = "plumbline-calibration.json";

  /** The settings that decide what the generator can do. */
  private static final List<String> DECISIVE =
      List.of(
          "transport",
          "encoding",
          "generator",
          "channels",
          "event-loops",
          "write-buffer-kb",
          "retries",
          "issuers",
          "prepared-ahead");

  /** Of the settings of a run, those that decide what its generator can do. */
  static Map<String, Object> comparable(LoadSettings settings) {
    Map<String, Object> all = Yaml.toMap(settings);
    Map<String, Object> decisive = new LinkedHashMap<>();
    for (String name : DECISIVE) {
      Object value = all.get(name);
      if (value != null) {
        decisive.put(name, value);
      }
    }
    if (settings.channels() == 0) {
      // One per class: how many that is depends on the workload.
      decisive.put("channels", Workloads.named(settings.workload()).classes().size());
    }
    return decisive;
  }

  /**
   * Reads the calibration that was named, or the default file if there is one and none was.
   *
   * @throws UsageException if the one that was named cannot be read
   */
  static StoredCalibration find(LoadSettings settings, LoadPlan plan, Environment here) {
    Path file = Path.of(settings.calibration().orElse(DEFAULT_FILE));
    boolean named = settings.calibration().isPresent();
    if (!named && !Files.exists(file)) {
      return none(List.of());
    }
    try {
      CalibrationDocument document = Documents.readCalibration(file);
      List<String> differences = differences(document, comparable(settings), here);
      return differences.isEmpty()
          ? of(document, plan, settings.closedShape().isEmpty())
          : none(List.of(notUsed(file, String.join("; ", differences))));
    } catch (IOException e) {
      if (named) {
        throw new UsageException("--calibration: cannot read " + file + ": " + e.getMessage(), e);
      }
      return none(List.of(notUsed(file, String.valueOf(e.getMessage()))));
    }
  }

  private static StoredCalibration none(List<String> notes) {
    return new StoredCalibration(Optional.empty(), Map.of(), notes);
  }

  private static String notUsed(Path file, String because) {
    return "the calibration " + file + " is not used: " + because;
  }

  /** What it says of a plan; without a rate, as in a closed loop, nothing. */
  static StoredCalibration of(CalibrationDocument document, LoadPlan plan, boolean hasRate) {
    if (!hasRate) {
      return none(List.of());
    }
    int values =
        plan.workload().models().stream().mapToInt(Model::elementCount).max().orElseThrow();
    double rate = plan.peakRatePerSecond();
    Optional<CalibrationDocument.Payload> payload = document.payloadFor(values);
    if (payload.isEmpty() || payload.get().highestRatePerSecond().isEmpty()) {
      return none(
          List.of("the calibration found no rate that holds for tensors of " + values + " values"));
    }
    double highest = payload.get().highestRatePerSecond().getAsDouble();
    double usedRatio = rate / highest;
    boolean trusted = usedRatio <= CalibrationDocument.TRUSTED_SHARE;
    return new StoredCalibration(
        Optional.of(
            new LoadDocument.Calibration(
                document.startedAt(), payload.get().tensorValues(), highest, usedRatio, trusted)),
        document
            .floor(values, rate)
            .filter(step -> step.ratePerSecond() >= rate) // What less load cost bounds nothing.
            .map(CalibrationDocument.Step::generator)
            .orElse(Map.of()),
        trusted
            ? List.of()
            : List.of(
                String.format(
                    Locale.ROOT,
                    "at its busiest the plan asks for %.0f requests/s, %.0f %% of what this generator was"
                        + " calibrated for with tensors of %d values: beyond %.0f %% its own limits"
                        + " may show in the figures",
                    rate,
                    100 * usedRatio,
                    payload.get().tensorValues(),
                    100 * CalibrationDocument.TRUSTED_SHARE)));
  }

  /** In what the calibration was made otherwise; nothing if it speaks for runs here. */
  static List<String> differences(
      CalibrationDocument calibration, Map<String, Object> settings, Environment here) {
    List<String> differences = new ArrayList<>();
    Environment there = calibration.environment();
    BiConsumer<String, List<Object>> compare =
        (what, pair) -> {
          if (!Objects.equals(pair.get(0), pair.get(1))) {
            differences.add(what + " was " + pair.get(0) + ", is " + pair.get(1));
          }
        };
    compare.accept("processor", List.of(text(there.cpuModel()), text(here.cpuModel())));
    compare.accept("cores", List.of(there.cores(), here.cores()));
    compare.accept("kernel", List.of(there.kernel(), here.kernel()));
    compare.accept("JDK", List.of(there.jdk(), here.jdk()));
    compare.accept("JVM flags", List.of(flags(there), flags(here)));
    compare.accept("heap bytes", List.of(there.heapBytes(), here.heapBytes()));
    compare.accept("governor", List.of(text(there.governor()), text(here.governor())));
    compare.accept(
        "container's processors",
        List.of(there.containerCpus().toString(), here.containerCpus().toString()));
    for (String name : DECISIVE) {
      compare.accept(
          "--" + name,
          List.of(
              String.valueOf(calibration.settings().get(name)),
              String.valueOf(settings.get(name))));
    }
    return differences;
  }

  private static String text(Optional<String> value) {
    return value.orElse("n/a");
  }

  /** Without what the launcher adds about its terminal. */
  private static List<String> flags(Environment environment) {
    return environment.jvmFlags().stream().filter(f -> !f.startsWith("-Dplumbline.")).toList();
  }
}
