package io.plumbline.loadgen;

import io.plumbline.balancing.PickBenchmark;
import io.plumbline.balancing.PickedPolicy;
import io.plumbline.balancing.event.EventEngineBenchmark;
import io.plumbline.balancing.tick.TickEngineBenchmark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Which benchmarks are run with which parameters, and how long.
 *
 * @param selections to be run one after the other; no benchmark has the same parameters in two
 * @param skipped what this machine or JDK cannot run, a line with the reason for each
 */
public record Suite(List<Selection> selections, List<String> skipped) {

  /**
   * Some benchmarks and the parameters to run them with.
   *
   * @param include a regular expression, found in the names of the benchmarks that are meant,
   *     {@code package.Class.method}
   * @param params the values to use by parameter, all crossed; for those not named, the benchmark's
   *     own; a benchmark without the parameter is run as it is
   * @param effort how long; empty for the benchmark's own settings
   */
  public record Selection(
      String include, Map<String, List<String>> params, Optional<Effort> effort) {
    public Selection {
      Map<String, List<String>> copy = new TreeMap<>();
      params.forEach((name, values) -> copy.put(name, List.copyOf(values)));
      params = copy;
    }

    /** The same, with these values of parameters instead of its own. */
    public Selection with(Map<String, List<String>> values) {
      Map<String, List<String>> all = new TreeMap<>(params);
      all.putAll(values);
      return new Selection(include, all, effort);
    }
  }

  /**
   * How often and how long each benchmark is run with each set of parameters.
   *
   * @param forks 0 runs it once in this JVM
   * @param iteration the length of each, warming up or measured
   */
  public record Effort(int forks, int warmups, int measurements, Duration iteration) {
    public Effort {
      if (forks < 0) {
        throw new IllegalArgumentException("forks must not be negative: " + forks);
      }
      if (warmups < 0) {
        throw new IllegalArgumentException("warmups must not be negative: " + warmups);
      }
      if (measurements < 1) {
        throw new IllegalArgumentException("measurements must be at least 1: " + measurements);
      }
      if (iteration.isNegative() || iteration.isZero()) {
        throw new IllegalArgumentException("iteration must be positive: " + iteration);
      }
    }
  }

  private static final Effort LOOPS = new Effort(2, 2, 3, Duration.ofMillis(200));

  /** For what is far from any decision: its spread stays unknown. */
  private static final Effort LOOPS_BRIEFLY = new Effort(1, 2, 3, Duration.ofMillis(200));

  /** Calls go through far more code, which has to be compiled. */
  private static final Effort CALLS = new Effort(1, 3, 3, Duration.ofMillis(300));

  public Suite {
    selections = List.copyOf(selections);
    skipped = List.copyOf(skipped);
  }

  /**
   * Everything once, and for calls one factor at a time varied from the base; six and a half
   * minutes at most.
   *
   * @param javaFeature the version of the JDK that runs the forks
   */
  public static Suite quick(int javaFeature) {
    List<Selection> selections = new ArrayList<>();
    selections.add(loops(RulerBenchmark.class, ".*", Map.of()));
    selections.add(loops(TensorGenerationBenchmark.class, ".*Floor", Map.of()));
    List<String> oursAndTheUsual = names(TensorGenerator.COUNTER, TensorGenerator.JDK_RANDOM);
    selections.add(
        loops(TensorGenerationBenchmark.class, "fill.*", Map.of("generator", oursAndTheUsual)));
    selections.add(
        briefly(
            TensorGenerationBenchmark.class,
            "fillWire",
            Map.of(
                "generator",
                names(TensorGenerator.values()).stream()
                    .filter(name -> !oursAndTheUsual.contains(name))
                    .toList())));
    selections.add(loops(RequestBuildBenchmark.class, ".*", Map.of()));
    selections.add(loops(RequestSerializationBenchmark.class, ".*Floor", Map.of()));
    selections.add(
        loops(
            RequestSerializationBenchmark.class,
            "write.*",
            Map.of("destination", names(WriteTarget.NETTY_DIRECT))));
    selections.add(
        briefly(
            RequestSerializationBenchmark.class,
            "write.*",
            Map.of("destination", names(WriteTarget.HEAP_ARRAY))));
    selections.add(briefly(RequestSerializationBenchmark.class, ".*ToByteArray", Map.of()));
    selections.add(
        briefly(
            RequestSerializationBenchmark.class,
            ".*Floor|writeGenerated|writeBulk",
            Map.of("floats", List.of("1", "1505280"))));
    selections.add(loops(RequestParseBenchmark.class, ".*Floor|parseBulk|parseDeadline", Map.of()));
    selections.add(briefly(RequestParseBenchmark.class, "parseGenerated.*", Map.of()));
    selections.add(briefly(DeadlineStampingBenchmark.class, ".*", Map.of()));
    selections.add(loops(HotPathBenchmark.class, ".*", Map.of()));
    selections.add(briefly(RecordingBenchmark.class, ".*", Map.of()));
    selections.add(loops(IssueRateBenchmark.class, ".*", Map.of()));
    selections.add(briefly(SchedulePlanningBenchmark.class, ".*", Map.of()));
    selections.add(briefly(EventEngineBenchmark.class, ".*", Map.of()));
    selections.add(briefly(TickEngineBenchmark.class, ".*Floor", Map.of()));
    selections.add(
        briefly(TickEngineBenchmark.class, "simulate", Map.of("scenario", List.of("Hcl"))));
    selections.add(briefly(PickBenchmark.class, ".*Floor", Map.of()));
    selections.add(
        briefly(
            PickBenchmark.class,
            "pick",
            Map.of(
                "policy",
                names(
                    PickedPolicy.LEAST_IN_FLIGHT_OF_TWO,
                    PickedPolicy.WEIGHTED_CLIENT_LATENCY,
                    PickedPolicy.HCL,
                    PickedPolicy.CLIENT_PID))));
    selections.add(calls(".*", Map.of()));
    oneFactor(selections, "style", without(DispatchStyle.ASYNC, DispatchStyle.values()));
    oneFactor(selections, "transport", without(CallTransport.NIO, transports()));
    oneFactor(selections, "tls", without(Tls.PLAINTEXT, protections()));
    oneFactor(selections, "executor", without(CallExecutor.DIRECT, executors(javaFeature)));
    oneFactor(selections, "size", without(MessageSize.SMALL, MessageSize.values()));
    return new Suite(selections, skipped(javaFeature).toList());
  }

  /**
   * Every benchmark as long as it asks for, and calls with all factors crossed; many hours.
   *
   * @param javaFeature the version of the JDK that runs the forks
   */
  public static Suite full(int javaFeature) {
    List<Selection> selections = new ArrayList<>();
    List<String> allFloats = List.of("1", "1000", "150528", "1505280");
    selections.add(
        new Selection(
            "^(?!.*\\.(%s|%s)\\.)"
                .formatted(
                    StubDispatchBenchmark.class.getSimpleName(),
                    RequestSerializationBenchmark.class.getSimpleName()),
            Map.of(),
            Optional.empty()));
    selections.add(
        new Selection(
            include(RequestSerializationBenchmark.class, "write.*"),
            Map.of("floats", allFloats, "destination", names(WriteTarget.values())),
            Optional.empty()));
    selections.add(
        new Selection(
            include(RequestSerializationBenchmark.class, ".*Floor|.*ToByteArray"),
            Map.of("floats", allFloats),
            Optional.empty()));
    Map<String, List<String>> crossed =
        Map.of(
            "style", names(DispatchStyle.values()),
            "transport", without(CallTransport.IN_PROCESS, transports()),
            "tls", names(protections()),
            "executor", names(executors(javaFeature)),
            "size", names(MessageSize.values()));
    String both = include(StubDispatchBenchmark.class, "latency|throughput");
    selections.add(
        new Selection(include(StubDispatchBenchmark.class, ".*Floor"), Map.of(), Optional.empty()));
    selections.add(new Selection(both, crossed, Optional.empty()));
    Map<String, List<String>> inProcess = new TreeMap<>(crossed);
    inProcess.put("transport", names(CallTransport.IN_PROCESS));
    inProcess.put("tls", names(Tls.PLAINTEXT));
    selections.add(new Selection(both, inProcess, Optional.empty()));
    List<String> skipped = new ArrayList<>(skipped(javaFeature).toList());
    for (Tls tls : protections()) {
      StubDispatchBenchmark.whyNotTogether(CallTransport.IN_PROCESS, tls)
          .ifPresent(reason -> skipped.add(skipped(CallTransport.IN_PROCESS + " " + tls, reason)));
    }
    return new Suite(selections, skipped);
  }

  /** Every benchmark as it is annotated, the parameters' values included. */
  public static Suite asAnnotated() {
    return new Suite(List.of(new Selection("", Map.of(), Optional.empty())), List.of());
  }

  private static Selection loops(
      Class<?> benchmark, String methods, Map<String, List<String>> params) {
    return new Selection(include(benchmark, methods), params, Optional.of(LOOPS));
  }

  private static Selection briefly(
      Class<?> benchmark, String methods, Map<String, List<String>> params) {
    return new Selection(include(benchmark, methods), params, Optional.of(LOOPS_BRIEFLY));
  }

  private static Selection calls(String methods, Map<String, List<String>> params) {
    return new Selection(include(StubDispatchBenchmark.class, methods), params, Optional.of(CALLS));
  }

  private static String include(Class<?> benchmark, String methods) {
    return "\\.%s\\.(%s)$".formatted(benchmark.getSimpleName(), methods);
  }

  private static void oneFactor(List<Selection> to, String param, List<String> values) {
    if (!values.isEmpty()) {
      to.add(calls("latency|throughput", Map.of(param, values)));
    }
  }

  private static CallTransport[] transports() {
    return Arrays.stream(CallTransport.values())
        .filter(t -> t.whyNot().isEmpty())
        .toArray(CallTransport[]::new);
  }

  private static Tls[] protections() {
    return Arrays.stream(Tls.values()).filter(t -> t.whyNot().isEmpty()).toArray(Tls[]::new);
  }

  private static CallExecutor[] executors(int javaFeature) {
    return Arrays.stream(CallExecutor.values())
        .filter(e -> e.whyNot(javaFeature).isEmpty())
        .toArray(CallExecutor[]::new);
  }

  private static Stream<String> skipped(int javaFeature) {
    return Stream.of(
            Arrays.stream(CallTransport.values())
                .flatMap(t -> t.whyNot().map(why -> skipped("transport " + t, why)).stream()),
            Arrays.stream(Tls.values())
                .flatMap(t -> t.whyNot().map(why -> skipped("tls " + t, why)).stream()),
            Arrays.stream(CallExecutor.values())
                .flatMap(
                    e -> e.whyNot(javaFeature).map(why -> skipped("executor " + e, why)).stream()))
        .flatMap(lines -> lines);
  }

  private static String skipped(String what, String why) {
    return StubDispatchBenchmark.class.getSimpleName() + " " + what + ": " + why;
  }

  private static List<String> names(Enum<?>... values) {
    return Arrays.stream(values).map(Enum::name).toList();
  }

  private static List<String> without(Enum<?> base, Enum<?>... values) {
    return Arrays.stream(values).filter(v -> v != base).map(Enum::name).toList();
  }
}
