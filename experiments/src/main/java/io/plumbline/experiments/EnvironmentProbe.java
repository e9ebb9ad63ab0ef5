package io.plumbline.experiments;

import io.plumbline.results.Environment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads what a measurement should know of its machine, from Linux's pseudo-files; what is not there
 * is absent.
 *
 * <p>Made when the measurement begins; {@link #environment} is asked when it is over.
 */
final class EnvironmentProbe {
  private static final Pattern CPU_MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
  private static final Pattern MEMORY_KIB = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB$");

  /** Fields of /proc/stat's first line: user nice system idle iowait irq softirq steal. */
  private static final int STEAL_FIELD = 7;

  private final Path root;
  private final OptionalDouble loadAverage;
  private final Optional<long[]> ticksAtStart;

  EnvironmentProbe() {
    this(Path.of("/"));
  }

  /** Reads the files below {@code root} instead. */
  EnvironmentProbe(Path root) {
    this.root = root;
    this.loadAverage =
        read("proc/loadavg")
            .map(text -> OptionalDouble.of(Double.parseDouble(text.split(" ", 2)[0])))
            .orElse(OptionalDouble.empty());
    this.ticksAtStart = cpuTicks();
  }

  Environment environment(String plumblineVersion) {
    return environment(plumblineVersion, Optional.empty());
  }

  /**
   * @param jdk that was measured, if it is not the one that runs this
   */
  Environment environment(String plumblineVersion, Optional<String> jdk) {
    return new Environment(
        plumblineVersion,
        first(CPU_MODEL, "proc/cpuinfo"),
        Runtime.getRuntime().availableProcessors(),
        first(MEMORY_KIB, "proc/meminfo")
            .map(kib -> OptionalLong.of(Long.parseLong(kib) * 1024))
            .orElse(OptionalLong.empty()),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        jdk.orElseGet(() -> System.getProperty("java.vendor") + " " + Runtime.version()),
        ManagementFactory.getRuntimeMXBean().getInputArguments(),
        Runtime.getRuntime().maxMemory(),
        read("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        containerCpus(),
        containerMemoryBytes(),
        loadAverage,
        stealRatio());
  }

  private OptionalDouble containerCpus() {
    // Control groups v2: "max 100000" or "150000 100000", quota and period in microseconds.
    return read("sys/fs/cgroup/cpu.max")
        .map(text -> text.split(" ", 2))
        .filter(parts -> parts.length == 2 && !parts[0].equals("max"))
        .map(
            parts -> OptionalDouble.of(Double.parseDouble(parts[0]) / Double.parseDouble(parts[1])))
        .orElse(OptionalDouble.empty());
  }

  private OptionalLong containerMemoryBytes() {
    return read("sys/fs/cgroup/memory.max")
        .filter(text -> text.matches("\\d+"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  private OptionalDouble stealRatio() {
    Optional<long[]> now = cpuTicks();
    if (ticksAtStart.isEmpty() || now.isEmpty()) {
      return OptionalDouble.empty();
    }
    long total = 0;
    for (int i = 0; i <= STEAL_FIELD; i++) {
      total += now.get()[i] - ticksAtStart.get()[i];
    }
    long steal = now.get()[STEAL_FIELD] - ticksAtStart.get()[STEAL_FIELD];
    return total <= 0 ? OptionalDouble.empty() : OptionalDouble.of((double) steal / total);
  }

  private Optional<long[]> cpuTicks() {
    return read("proc/stat")
        .flatMap(text -> text.lines().findFirst())
        .map(
            line ->
                Stream.of(line.trim().split("\\s+", -1))
                    .skip(1)
                    .mapToLong(Long::parseLong)
                    .toArray())
        .filter(ticks -> ticks.length > STEAL_FIELD);
  }

  private Optional<String> first(Pattern pattern, String file) {
    return read(file).map(pattern::matcher).filter(Matcher::find).map(m -> m.group(1).strip());
  }

  private Optional<String> read(String file) {
    try {
      List<String> lines = Files.readAllLines(root.resolve(file));
      return Optional.of(String.join("\n", lines).strip()).filter(text -> !text.isEmpty());
    } catch (IOException | UncheckedIOException e) {
      // Not this kind of system, or not allowed to look: the reading is absent.
      return Optional.empty();
    }
  }
}
