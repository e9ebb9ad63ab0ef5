package io.plumbline.experiments;

import io.plumbline.loadgen.Suite;
import io.plumbline.loadgen.Suite.Effort;
import io.plumbline.results.MicroReport;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Threads;
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
 * @param effort how long; empty for as the benchmark says
 * @param forks 0 runs it once in this JVM
 * @param profilers what watches it, by JMH's names
 */
record BenchTask(
    BenchmarkListEntry benchmark,
    Mode mode,
    Map<String, String> params,
    Optional<Effort> effort,
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
   * What the selections make of the benchmarks on the class path; of two that meet in one benchmark
   * with the same parameters, the first counts.
   *
   * @param patterns of them, those in whose names one of these is found; all if there is none
   */
  static List<BenchTask> of(
      List<Suite.Selection> selections, List<Pattern> patterns, OptionalInt forks) {
    Map<Key, BenchTask> tasks = new LinkedHashMap<>();
    for (Suite.Selection selection : selections) {
      Pattern include = Pattern.compile(selection.include());
      for (BenchmarkListEntry benchmark : all()) {
        String name = benchmark.getUsername();
        if (include.matcher(name).find()
            && (patterns.isEmpty() || patterns.stream().anyMatch(p -> p.matcher(name).find()))) {
          add(benchmark, selection, forks, tasks);
        }
      }
    }
    return List.copyOf(tasks.values());
  }

  private static void add(
      BenchmarkListEntry benchmark,
      Suite.Selection selection,
      OptionalInt forks,
      Map<Key, BenchTask> tasks) {
    Optional<Effort> effort = selection.effort();
    int count =
        forks.orElse(
            effort
                .map(Effort::forks)
                .orElseGet(() -> benchmark.getForks().orElse(Defaults.MEASUREMENT_FORKS)));
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

  /** How many threads run it at once. */
  int threads() {
    int threads = benchmark.getThreads().orElse(Defaults.THREADS);
    return threads == Threads.MAX ? Runtime.getRuntime().availableProcessors() : threads;
  }

  /** How long one fork takes, roughly: single shots take what they take. */
  long forkNanos() {
    if (mode == Mode.SingleShotTime) {
      return OVERHEAD_NANOS;
    }
    long iterationsNanos =
        effort
            .map(e -> (e.warmups() + e.measurements()) * e.iteration().toNanos())
            .orElseGet(this::annotatedNanos);
    return OVERHEAD_NANOS + iterationsNanos;
  }

  private long annotatedNanos() {
    return benchmark.getWarmupIterations().orElse(Defaults.WARMUP_ITERATIONS)
            * nanos(benchmark.getWarmupTime().orElse(Defaults.WARMUP_TIME))
        + benchmark.getMeasurementIterations().orElse(Defaults.MEASUREMENT_ITERATIONS)
            * nanos(benchmark.getMeasurementTime().orElse(Defaults.MEASUREMENT_TIME));
  }

  private static long nanos(TimeValue time) {
    return time.convertTo(TimeUnit.NANOSECONDS);
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
    effort.ifPresent(
        e -> {
          TimeValue iteration = TimeValue.nanoseconds(e.iteration().toNanos());
          options.warmupIterations(e.warmups()).warmupTime(iteration);
          options.measurementIterations(e.measurements()).measurementTime(iteration);
        });
    Collection<String> own = benchmark.getJvmArgs().orElse(List.of());
    return options.jvmArgs((own.isEmpty() ? inheritedJvmArgs : own).toArray(String[]::new));
  }
}
