package io.plumbline.experiments;

import io.plumbline.experiments.BenchSelection.Effort;
import io.plumbline.results.MicroReport;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * One benchmark with one mode and one combination of parameters, to be run in so many forks.
 *
 * @param params in JMH's order
 * @param forks 0 runs it once in this JVM
 * @param profilers what watches it, by JMH's names
 */
record BenchTask(
    BenchmarkListEntry benchmark,
    Mode mode,
    Map<String, String> params,
    Effort effort,
    int forks,
    List<String> profilers) {

  /** To start a JVM, set up and hand over results. */
  private static final long OVERHEAD_NANOS = 1_500_000_000;

  /** A comparison of commits takes what this says for the key of an entry. */
  private record Key(String name, Mode mode, Map<String, String> params) {}

  /** All benchmarks on the class path, by name. */
  static List<String> names() {
    return all().stream().map(BenchmarkListEntry::getUsername).distinct().sorted().toList();
  }

  private static SortedSet<BenchmarkListEntry> all() {
    return BenchmarkList.defaultList().find(new ForkOutput(text -> {}), List.of(), List.of());
  }

  /**
   * What the selections make of the benchmarks on the class path.
   *
   * @param patterns of them, those in whose names one of these is found; all if there is none
   */
  static List<BenchTask> of(
      List<BenchSelection> selections, List<Pattern> patterns, OptionalInt forks) {
    Map<Key, BenchTask> tasks = new LinkedHashMap<>();
    for (BenchSelection selection : selections) {
      for (BenchmarkListEntry benchmark : all()) {
        String name = benchmark.getUsername();
        if (selection.include().matcher(name).find()
            && (patterns.isEmpty() || patterns.stream().anyMatch(p -> p.matcher(name).find()))) {
          add(benchmark, selection, forks, tasks);
        }
      }
    }
    return List.copyOf(tasks.values());
  }

  private static void add(
      BenchmarkListEntry benchmark,
      BenchSelection selection,
      OptionalInt forks,
      Map<Key, BenchTask> tasks) {
    Effort effort = selection.effort();
    int count =
        forks.orElse(
            effort.forks().orElse(benchmark.getForks().orElse(Defaults.MEASUREMENT_FORKS)));
    for (Mode mode : modes(benchmark)) {
      for (Map<String, String> params : combinations(benchmark, selection.params())) {
        tasks.putIfAbsent(
            new Key(benchmark.getUsername(), mode, params),
            new BenchTask(benchmark, mode, params, effort, count, List.of("gc")));
      }
    }
  }

  private static List<Mode> modes(BenchmarkListEntry benchmark) {
    return benchmark.getMode() == Mode.All
        ? List.of(Mode.Throughput, Mode.AverageTime, Mode.SampleTime, Mode.SingleShotTime)
        : List.of(benchmark.getMode());
  }

  private static List<Map<String, String>> combinations(
      BenchmarkListEntry benchmark, Map<String, List<String>> chosen) {
    List<Map<String, String>> combinations = List.of(Map.of());
    for (Map.Entry<String, String[]> param : benchmark.getParams().orElse(Map.of()).entrySet()) {
      List<String> values = chosen.getOrDefault(param.getKey(), List.of(param.getValue()));
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> combination : combinations) {
        for (String value : values) {
          Map<String, String> one = new LinkedHashMap<>(combination);
          one.put(param.getKey(), value);
          longer.add(one);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  String name() {
    return benchmark.getUsername();
  }

  /** The name of its class, without the package. */
  String className() {
    String type = name().substring(0, name().lastIndexOf('.'));
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /** For people. */
  String label() {
    return MicroReport.label(MicroEntries.of(this, List.of()));
  }

  /** The same, with one more profiler watching. */
  BenchTask watchedBy(String profiler) {
    List<String> all = new ArrayList<>(profilers);
    all.add(profiler);
    return new BenchTask(benchmark, mode, params, effort, forks, all);
  }

  /**
   * Refuses values that JMH would refuse in every fork.
   *
   * @throws UsageException if one of these parameters has a value that its field cannot hold
   */
  void requireValidParams(Set<String> names) {
    params.forEach(
        (name, value) -> {
          Class<?> type = names.contains(name) ? paramType(name) : String.class;
          if (type.isEnum()) {
            List<String> values =
                Arrays.stream(type.getEnumConstants()).map(c -> ((Enum<?>) c).name()).toList();
            if (!values.contains(value)) {
              throw new UsageException(
                  "--param: " + name + " must be " + String.join(", ", values) + ": " + value);
            }
          } else if (type == int.class && !isPositiveInt(value)) {
            throw new UsageException(
                "--param: " + name + " must be a whole number of at least 1: " + value);
          }
        });
  }

  /** All whole numbers among the parameters are counts. */
  private static boolean isPositiveInt(String value) {
    try {
      return Integer.parseInt(value) >= 1;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The type of a parameter's field, in the benchmark's class or in a state class within it. */
  private Class<?> paramType(String name) {
    try {
      Class<?> type =
          Class.forName(benchmark.getUserClassQName(), false, BenchTask.class.getClassLoader());
      return Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))
          .flatMap(c -> Arrays.stream(c.getDeclaredFields()))
          .filter(field -> field.isAnnotationPresent(Param.class) && field.getName().equals(name))
          .map(Field::getType)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(name() + " has no field " + name));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(name() + " is listed, but has no class", e);
    }
  }

  /** How many times it is to be run: a benchmark without forks runs once in this JVM. */
  int runs() {
    return Math.max(1, forks);
  }

  /** How long one fork takes, roughly: single shots take what they take. */
  long forkNanos() {
    if (mode == Mode.SingleShotTime) {
      return OVERHEAD_NANOS;
    }
    return OVERHEAD_NANOS
        + iterations(
                effort.warmupIterations(),
                benchmark.getWarmupIterations(),
                Defaults.WARMUP_ITERATIONS)
            * nanos(effort.warmupMillis(), benchmark.getWarmupTime(), Defaults.WARMUP_TIME)
        + iterations(
                effort.measurementIterations(),
                benchmark.getMeasurementIterations(),
                Defaults.MEASUREMENT_ITERATIONS)
            * nanos(
                effort.measurementMillis(),
                benchmark.getMeasurementTime(),
                Defaults.MEASUREMENT_TIME);
  }

  private static long iterations(
      OptionalInt asked, org.openjdk.jmh.util.Optional<Integer> annotated, int otherwise) {
    return asked.orElse(annotated.orElse(otherwise));
  }

  private static long nanos(
      OptionalLong askedMillis,
      org.openjdk.jmh.util.Optional<TimeValue> annotated,
      TimeValue otherwise) {
    return askedMillis.isPresent()
        ? TimeUnit.MILLISECONDS.toNanos(askedMillis.getAsLong())
        : annotated.orElse(otherwise).convertTo(TimeUnit.NANOSECONDS);
  }

  /** JMH's options for one fork of exactly this. */
  ChainedOptionsBuilder options(List<String> inheritedJvmArgs) {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(name()) + "$")
            .mode(mode)
            .forks(Math.min(forks, 1))
            .warmupForks(0)
            .shouldFailOnError(true);
    params.forEach(options::param);
    effort.warmupIterations().ifPresent(options::warmupIterations);
    effort.warmupMillis().ifPresent(ms -> options.warmupTime(TimeValue.milliseconds(ms)));
    effort.measurementIterations().ifPresent(options::measurementIterations);
    effort.measurementMillis().ifPresent(ms -> options.measurementTime(TimeValue.milliseconds(ms)));
    Collection<String> own = benchmark.getJvmArgs().orElse(List.of());
    return options.jvmArgs((own.isEmpty() ? inheritedJvmArgs : own).toArray(String[]::new));
  }
}
