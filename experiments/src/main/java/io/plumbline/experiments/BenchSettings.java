package io.plumbline.experiments;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What {@code bench} is asked to do.
 *
 * @param patterns regular expressions, found anywhere in {@code package.Class.method}; none means
 *     all of the suite
 * @param params values to run instead of the suite's, by parameter
 * @param forks instead of what suite and benchmarks say; 0 runs in this JVM, for tests
 * @param jvm a Java program, or a JDK's folder, to fork instead of this one
 * @param flamegraphs whether async-profiler watches
 * @param json the document
 * @param history also keep a finished document below this folder
 */
public record BenchSettings(
    BenchSuite suite,
    List<String> patterns,
    Map<String, List<String>> params,
    OptionalInt forks,
    Optional<Path> jvm,
    boolean flamegraphs,
    Path json,
    Optional<Path> history) {

  public BenchSettings {
    BenchChoice choice = new BenchChoice(suite, patterns, params);
    patterns = choice.patterns();
    params = choice.params();
    if (forks.isPresent() && (forks.getAsInt() < 0 || forks.getAsInt() > 1000)) {
      throw new UsageException("--forks must be 1 to 1000: " + forks.getAsInt());
    }
  }

  BenchChoice choice() {
    return new BenchChoice(suite, patterns, params);
  }
}
