package io.plumbline.experiments;

import static java.util.stream.Collectors.joining;

import io.plumbline.loadgen.Suite;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which benchmarks a user wants to be run.
 *
 * @param patterns regular expressions, found anywhere in {@code package.Class.method}; none means
 *     all of the suite
 * @param params values to run instead of the suite's, by parameter
 */
public record BenchChoice(
    BenchSuite suite, List<String> patterns, Map<String, List<String>> params) {

  public BenchChoice {
    patterns = List.copyOf(patterns);
    params = Map.copyOf(params);
    patterns.forEach(BenchChoice::compile);
  }

  /**
   * The benchmarks, at least one.
   *
   * @param of what {@link #suite} is on the JDK that runs them
   * @throws UsageException if there is none, or a parameter that was given is none of theirs
   */
  List<BenchTask> tasks(Suite of, OptionalInt forks) {
    List<Suite.Selection> selections =
        of.selections().stream().map(selection -> selection.with(params)).toList();
    List<BenchTask> tasks =
        BenchTask.of(selections, patterns.stream().map(BenchChoice::compile).toList(), forks);
    if (tasks.isEmpty()) {
      throw new UsageException(
          "no benchmark's name holds "
              + patterns.stream().map(p -> '"' + p + '"').collect(joining(" or "))
              + "; --list shows the names");
    }
    for (String param : params.keySet()) {
      if (tasks.stream().noneMatch(task -> task.params().containsKey(param))) {
        throw new UsageException("--param: no benchmark that is run has one called " + param);
      }
    }
    tasks.forEach(task -> task.requireValidParams(params.keySet()));
    return tasks;
  }

  private static Pattern compile(String pattern) {
    try {
      return Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new UsageException(
          "not a regular expression: \"" + pattern + "\": " + e.getDescription(), e);
    }
  }
}
