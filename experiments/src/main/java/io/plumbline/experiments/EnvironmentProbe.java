package io.plumbline.experiments;

import io.plumbline.results.Environment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a measurement should know of its machine, from Linux's pseudo-files; what is not there
 * is absent.
 *
 * <p>Made when the measurement begins; {@link #environment} is asked when it is over.
 */
final class EnvironmentProbe {
  private static final Pattern CPU_MODEL = Pattern.compile("(?m)^model name\\s*:\\s*(.+)$");
  private static final Pattern MEMORY_KIB = Pattern.compile("(?m)^MemTotal:\\s*(\\d+) kB$");

  private final KernelFiles files;
  private final OptionalDouble loadAverage;
  private final Optional<KernelFiles.CpuTicks> ticksAtStart;

  EnvironmentProbe() {
    this(Path.of("/"));
  }

  /** Reads the files below {@code root} instead. */
  EnvironmentProbe(Path root) {
    this.files = new KernelFiles(root);
    this.loadAverage =
        files
            .read("proc/loadavg")
            .map(text -> OptionalDouble.of(Double.parseDouble(text.split(" ", 2)[0])))
            .orElse(OptionalDouble.empty());
    this.ticksAtStart = files.cpuTicks();
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
        files.read("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        containerCpus(),
        containerMemoryBytes(),
        loadAverage,
        stealRatio());
  }

  private OptionalDouble containerCpus() {
    // Control groups v2: "max 100000" or "150000 100000", quota and period in microseconds.
    return files
        .read("sys/fs/cgroup/cpu.max")
        .map(text -> text.split(" ", 2))
        .filter(parts -> parts.length == 2 && !parts[0].equals("max"))
        .map(
            parts -> OptionalDouble.of(Double.parseDouble(parts[0]) / Double.parseDouble(parts[1])))
        .orElse(OptionalDouble.empty());
  }

  private OptionalLong containerMemoryBytes() {
    return files
        .read("sys/fs/cgroup/memory.max")
        .filter(text -> text.matches("\\d+"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  private OptionalDouble stealRatio() {
    return KernelFiles.stealRatio(ticksAtStart, files.cpuTicks());
  }

  private Optional<String> first(Pattern pattern, String file) {
    return files
        .read(file)
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(m -> m.group(1).strip());
  }
}
