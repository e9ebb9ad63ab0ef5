package io.plumbline.results.comparison;

import io.plumbline.results.Environment;
import io.plumbline.results.HistoryFiles;
import io.plumbline.results.comparison.Comparison.Difference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sets the environments of two sides against each other. */
final class Environments {
  private static final String UNKNOWN = "n/a";
  private static final double GIB = 1L << 30;

  private final List<Environment> base;
  private final List<Environment> head;

  Environments(List<Environment> base, List<Environment> head) {
    this.base = base;
    this.head = head;
  }

  /** What both sides should have in common, where they do not; nothing if one is unknown. */
  List<Difference> differences() {
    if (base.isEmpty() || head.isEmpty()) {
      return List.of();
    }
    Map<String, Function<Environment, String>> properties = new LinkedHashMap<>();
    properties.put("processor", e -> e.cpuModel().orElse(UNKNOWN));
    properties.put("cores", e -> String.valueOf(e.cores()));
    properties.put(
        "memory", e -> gibibytes(e.memoryBytes().isPresent(), e.memoryBytes().orElse(0)));
    properties.put("kernel", Environment::kernel);
    properties.put("JDK", Environment::jdk);
    properties.put("JVM flags", e -> String.join(" ", e.jvmFlags()));
    properties.put("frequency governor", e -> e.governor().orElse(UNKNOWN));
    properties.put(
        "container's processors",
        e -> e.containerCpus().isPresent() ? "" + e.containerCpus().getAsDouble() : UNKNOWN);
    properties.put(
        "container's memory",
        e -> gibibytes(e.containerMemoryBytes().isPresent(), e.containerMemoryBytes().orElse(0)));
    properties.put("Plumbline", Environment::plumbline);
    List<Difference> differences = new ArrayList<>();
    properties.forEach(
        (name, read) -> {
          String ofBase = all(base, read);
          String ofHead = all(head, read);
          if (!ofBase.equals(ofHead)) {
            differences.add(new Difference(name, ofBase, ofHead));
          }
        });
    return differences;
  }

  /** Why the two sides come from machines that may not be compared. */
  Optional<String> otherMachine() {
    Set<String> ofBase = keys(base);
    Set<String> ofHead = keys(head);
    return ofBase.isEmpty() || ofHead.isEmpty() || ofBase.equals(ofHead)
        ? Optional.empty()
        : Optional.of("measured on another machine");
  }

  private static Set<String> keys(List<Environment> environments) {
    return environments.stream().map(HistoryFiles::machineKey).collect(Collectors.toSet());
  }

  private static String all(List<Environment> environments, Function<Environment, String> read) {
    return environments.stream().map(read).distinct().sorted().collect(Collectors.joining("; "));
  }

  private static String gibibytes(boolean known, long bytes) {
    return known ? String.format(Locale.ROOT, "%.1f GiB", bytes / GIB) : UNKNOWN;
  }
}
