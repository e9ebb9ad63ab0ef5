package io.plumbline.experiments;

import static java.util.stream.Collectors.toMap;

import io.plumbline.results.Commit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;

/**
 * One of two commits that are measured: its jar and what can be run of it.
 *
 * @param role tells the two apart, which may be the same commit
 * @param label what the user calls it
 * @param jvmArgs what the user wants appended to its forks' JVM arguments
 * @param benchmarks those in its jar, by {@code package.Class.method}
 */
record MeasuredSide(
    Role role,
    String label,
    Commit commit,
    Path jar,
    List<String> jvmArgs,
    Map<String, BenchmarkListEntry> benchmarks) {

  /** Which of the two. */
  enum Role {
    /** What is compared with. */
    BASE,
    /** What is asked about. */
    HEAD
  }

  /** Where JMH's annotation processor lists what it made. */
  private static final String LIST = BenchmarkList.BENCHMARK_LIST.substring(1);

  MeasuredSide {
    jvmArgs = List.copyOf(jvmArgs);
    benchmarks = Map.copyOf(benchmarks);
  }

  /**
   * Looks into the jar.
   *
   * @throws IOException if it has no benchmarks
   */
  static MeasuredSide of(Role role, String label, Commit commit, Path jar, List<String> jvmArgs)
      throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      ZipEntry list = zip.getEntry(LIST);
      if (list == null) {
        throw new IOException(label + " has no JMH benchmarks: " + jar + " holds no " + LIST);
      }
      try (InputStream in = zip.getInputStream(list)) {
        return new MeasuredSide(
            role,
            label,
            commit,
            jar,
            jvmArgs,
            BenchmarkList.readBenchmarkList(in).stream()
                .collect(
                    toMap(
                        BenchmarkListEntry::getUsername, entry -> entry, (one, otherMode) -> one)));
      }
    }
  }

  /** What the side has of it; empty if it lacks the method, or it has other parameters. */
  Optional<BenchmarkListEntry> find(BenchTask task) {
    return Optional.ofNullable(benchmarks.get(task.name()))
        .filter(
            entry ->
                entry
                    .getParams()
                    .orElse(Map.of())
                    .keySet()
                    .equals(Set.copyOf(task.params().keySet())));
  }

  /** What the user calls it, and with which arguments. */
  String labelWithArgs() {
    return jvmArgs.isEmpty() ? label : label + " with " + String.join(" ", jvmArgs);
  }

  /** The same with the commit: {@code HEAD~1 (0123456789)}. */
  String described() {
    return labelWithArgs() + " (" + CommitJars.shortId(commit) + ")";
  }
}
