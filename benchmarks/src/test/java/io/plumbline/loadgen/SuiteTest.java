package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.plumbline.loadgen.Suite.Selection;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;

class SuiteTest {
  private static final OutputFormat SILENT =
      OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT);

  /** A benchmark with a value for each of its parameters. */
  private record Run(String benchmark, Map<String, String> params) {}

  static Stream<Suite> suites() {
    return Stream.of(
        Suite.quick(17), Suite.quick(25), Suite.full(17), Suite.full(25), Suite.asAnnotated());
  }

  @ParameterizedTest
  @MethodSource("suites")
  void everySelection_matchesABenchmark(Suite suite) {
    for (Selection selection : suite.selections()) {
      assertThat(matches(selection)).as(selection.include()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void everySelection_setsParametersThatItsBenchmarksHave(Suite suite)
      throws ReflectiveOperationException {
    for (Selection selection : suite.selections()) {
      for (BenchmarkListEntry benchmark : matches(selection)) {
        assertThat(defaults(benchmark).keySet())
            .as(benchmark.getUsername())
            .containsAll(selection.params().keySet());
        for (Map.Entry<String, List<String>> param : selection.params().entrySet()) {
          Class<?> type = typeOf(benchmark, param.getKey());
          assertThat(param.getValue()).isNotEmpty().allMatch(value -> isValueOf(type, value));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void suite_leavesNoBenchmarkOut(Suite suite) {
    assertThat(runs(suite).stream().map(Run::benchmark).distinct())
        .containsExactlyInAnyOrderElementsOf(
            BenchmarkList.defaultList().getAll(SILENT, List.of()).stream()
                .map(BenchmarkListEntry::getUsername)
                .distinct()
                .toList());
  }

  @ParameterizedTest
  @MethodSource("suites")
  void suite_runsNothingTwice(Suite suite) {
    assertThat(runs(suite)).doesNotHaveDuplicates();
  }

  @Test
  void quick_variesOneFactorOfACallAtATime() {
    Map<String, String> base =
        Map.of(
            "style", "ASYNC",
            "transport", "NIO",
            "tls", "PLAINTEXT",
            "executor", "DIRECT",
            "size", "SMALL");
    List<Run> calls = runs(Suite.quick(17), "StubDispatchBenchmark.latency");
    assertThat(calls).extracting(Run::params).contains(base);
    assertThat(calls)
        .allMatch(
            run ->
                base.entrySet().stream()
                        .filter(b -> !b.getValue().equals(run.params.get(b.getKey())))
                        .count()
                    <= 1);
  }

  /** Four stubs, five transports, three protections, four executors, two sizes, two questions. */
  @Test
  void full_crossesAllFactorsOfACall_butForTlsInProcess() {
    Suite full = Suite.full(25);
    assertThat(full.skipped())
        .contains(
            "StubDispatchBenchmark IN_PROCESS JDK: in-process calls have no wire that JDK could"
                + " protect");
    assumeThat(full.skipped()).as("all that this machine lacks").hasSize(2);
    int protectedInProcess = 4 * 2 * 4 * 2 * 2;
    assertThat(
            runs(full, "StubDispatchBenchmark.latency").size()
                + runs(full, "StubDispatchBenchmark.throughput").size())
        .isEqualTo(4 * 5 * 3 * 4 * 2 * 2 - protectedInProcess);
  }

  @Test
  void whatAJdkHasNot_isSkippedWithTheReason() {
    assertThat(Suite.quick(17).skipped())
        .contains(
            "StubDispatchBenchmark executor VIRTUAL: virtual threads need JDK 21 or later, this is"
                + " 17");
    assertThat(runs(Suite.quick(17)))
        .noneMatch(run -> "VIRTUAL".equals(run.params.get("executor")));
    assertThat(Suite.quick(25).skipped()).noneMatch(line -> line.contains("VIRTUAL"));
    assertThat(runs(Suite.quick(25))).anyMatch(run -> "VIRTUAL".equals(run.params.get("executor")));
  }

  @Test
  void effort_isPositive() {
    Duration moment = Duration.ofMillis(1);
    assertThatThrownBy(() -> new Suite.Effort(-1, 0, 1, moment))
        .hasMessage("forks must not be negative: -1");
    assertThatThrownBy(() -> new Suite.Effort(0, -1, 1, moment))
        .hasMessage("warmups must not be negative: -1");
    assertThatThrownBy(() -> new Suite.Effort(0, 0, 0, moment))
        .hasMessage("measurements must be at least 1: 0");
    assertThatThrownBy(() -> new Suite.Effort(0, 0, 1, Duration.ZERO))
        .hasMessage("iteration must be positive: PT0S");
  }

  private static Collection<BenchmarkListEntry> matches(Selection selection) {
    return BenchmarkList.defaultList().find(SILENT, List.of(selection.include()), List.of());
  }

  private static List<Run> runs(Suite suite) {
    return suite.selections().stream().flatMap(s -> runs(s).stream()).toList();
  }

  private static List<Run> runs(Suite suite, String benchmarkEnd) {
    return runs(suite).stream().filter(run -> run.benchmark.endsWith(benchmarkEnd)).toList();
  }

  private static List<Run> runs(Selection selection) {
    List<Run> runs = new ArrayList<>();
    for (BenchmarkListEntry benchmark : matches(selection)) {
      List<Map<String, String>> crossed = new ArrayList<>(List.of(new TreeMap<>()));
      Map<String, List<String>> params = defaults(benchmark);
      params.putAll(selection.params());
      params.forEach(
          (name, values) -> {
            List<Map<String, String>> wider = new ArrayList<>();
            for (Map<String, String> fixed : crossed) {
              for (String value : values) {
                Map<String, String> one = new TreeMap<>(fixed);
                one.put(name, value);
                wider.add(one);
              }
            }
            crossed.clear();
            crossed.addAll(wider);
          });
      crossed.forEach(fixed -> runs.add(new Run(benchmark.getUsername(), fixed)));
    }
    return runs;
  }

  private static Map<String, List<String>> defaults(BenchmarkListEntry benchmark) {
    Map<String, List<String>> defaults = new TreeMap<>();
    benchmark
        .getParams()
        .orElse(Map.of())
        .forEach((name, values) -> defaults.put(name, List.of(values)));
    return defaults;
  }

  private static Class<?> typeOf(BenchmarkListEntry benchmark, String param)
      throws ReflectiveOperationException {
    Class<?> type = Class.forName(benchmark.getUserClassQName());
    return Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))
        .flatMap(c -> Arrays.stream(c.getDeclaredFields()))
        .filter(field -> field.isAnnotationPresent(Param.class) && field.getName().equals(param))
        .map(Field::getType)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isValueOf(Class<?> type, String value) {
    return type.isEnum()
        ? Arrays.stream(type.getEnumConstants()).anyMatch(c -> ((Enum<?>) c).name().equals(value))
        // A text is checked by the benchmark's own set-up.
        : type == String.class || value.matches("[0-9]+");
  }
}
