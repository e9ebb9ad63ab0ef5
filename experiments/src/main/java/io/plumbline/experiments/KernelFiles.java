package io.plumbline.experiments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Linux's pseudo-files, read whole; what is not there, or must not be read, is absent.
 *
 * @param root where they begin: {@code /}, but for tests
 */
record KernelFiles(Path root) {
  /** Fields of /proc/stat's first line: user nice system idle iowait irq softirq steal. */
  private static final int STEAL_FIELD = 7;

  /**
   * Processor time of the whole machine since it started, in the kernel's ticks.
   *
   * @param steal of all of it, what the hypervisor took
   */
  record CpuTicks(long all, long steal) {}

  Optional<String> read(String file) {
    try {
      List<String> lines = Files.readAllLines(root.resolve(file));
      return Optional.of(String.join("\n", lines).strip()).filter(text -> !text.isEmpty());
    } catch (IOException | UncheckedIOException e) {
      // Not this kind of system, or not allowed to look: the reading is absent.
      return Optional.empty();
    }
  }

  Optional<CpuTicks> cpuTicks() {
    return read("proc/stat")
        .flatMap(text -> text.lines().findFirst())
        .map(
            line ->
                Stream.of(line.trim().split("\\s+", -1))
                    .skip(1)
                    .limit(STEAL_FIELD + 1)
                    .mapToLong(Long::parseLong)
                    .toArray())
        .filter(ticks -> ticks.length > STEAL_FIELD)
        .map(ticks -> new CpuTicks(LongStream.of(ticks).sum(), ticks[STEAL_FIELD]));
  }

  /** The hypervisor's share of the time between two readings, 0 to 1. */
  static OptionalDouble stealRatio(Optional<CpuTicks> before, Optional<CpuTicks> after) {
    if (before.isEmpty() || after.isEmpty() || after.get().all() <= before.get().all()) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        (double) (after.get().steal() - before.get().steal())
            / (after.get().all() - before.get().all()));
  }
}
