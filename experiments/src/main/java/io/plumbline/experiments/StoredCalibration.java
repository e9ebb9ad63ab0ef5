package io.plumbline.experiments;

import io.plumbline.results.CalibrationDocument;
import io.plumbline.results.Documents;
import io.plumbline.results.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Finds the calibration that a run can be held against: this machine's, this JVM's, its settings'.
 */
final class StoredCalibration {
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

  private StoredCalibration() {}

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
    return decisive;
  }

  /**
   * Reads the calibration that was named, or the default file if there is one and none was.
   *
   * @param notes hears why a file that is there is not used
   * @return empty if there is none of this machine, JVM and settings
   * @throws UsageException if the one that was named cannot be read
   */
  static Optional<CalibrationDocument> find(
      LoadSettings settings, Environment here, List<String> notes) {
    Path file = Path.of(settings.calibration().orElse(DEFAULT_FILE));
    boolean named = settings.calibration().isPresent();
    if (!named && !Files.exists(file)) {
      return Optional.empty();
    }
    try {
      CalibrationDocument document = Documents.readCalibration(file);
      List<String> differences = differences(document, comparable(settings), here);
      if (differences.isEmpty()) {
        return Optional.of(document);
      }
      notes.add("the calibration " + file + " is not used: " + String.join("; ", differences));
    } catch (IOException e) {
      if (named) {
        throw new UsageException("--calibration: cannot read " + file + ": " + e.getMessage(), e);
      }
      notes.add("the calibration " + file + " is not used: " + e.getMessage());
    }
    return Optional.empty();
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
