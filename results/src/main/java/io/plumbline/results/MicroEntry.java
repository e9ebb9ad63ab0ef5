package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one microbenchmark with one combination of parameters gave, fork by fork.
 *
 * @param name class and method as JMH writes them; with {@code params} and {@code mode} the key in
 *     a history
 * @param mode JMH's short label: thrpt, avgt, sample or ss
 * @param reason why it failed or was skipped, in one line; absent otherwise
 * @param jmh how it was run; absent if no fork was begun
 * @param score absent if nothing was measured
 * @param secondary the other figures by JMH's labels, {@value #ALLOCATION} among them
 * @param forksStartedAt the wall clock when each fork of {@code score} was started, in their order;
 *     none if nobody wrote it down
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record MicroEntry(
    String name,
    SortedMap<String, String> params,
    String mode,
    Status status,
    Optional<String> reason,
    Optional<Jmh> jmh,
    Optional<Samples> score,
    SortedMap<String, Samples> secondary,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Instant> forksStartedAt,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** JMH's label of the bytes that one operation allocates. */
  public static final String ALLOCATION = "gc.alloc.rate.norm";

  private static final String FLOOR = "Floor";
  private static final String SINGLE_SHOT = "ss";

  /** What became of a benchmark. */
  public enum Status {
    /** Every planned fork gave every planned iteration. */
    @JsonProperty("measured")
    MEASURED,
    /** A fork crashed or threw; {@code score} holds what was measured before. */
    @JsonProperty("failed")
    FAILED,
    /** The benchmark itself said that this platform cannot run it. */
    @JsonProperty("skipped")
    SKIPPED,
    /** The pass was stopped before all forks of this benchmark were run. */
    @JsonProperty("unfinished")
    UNFINISHED
  }

  public MicroEntry {
    params = new TreeMap<>(params);
    secondary = new TreeMap<>(secondary);
    forksStartedAt = List.copyOf(forksStartedAt);
    unknownFields = UnknownFields.copyOf(unknownFields);
    boolean explains = status == Status.FAILED || status == Status.SKIPPED;
    if (explains != reason.isPresent()) {
      throw new IllegalArgumentException(
          name + ": " + status + " must " + (explains ? "" : "not ") + "have a reason: " + reason);
    }
    if (status == Status.MEASURED && score.isEmpty()) {
      throw new IllegalArgumentException(name + ": measured, but without a score");
    }
  }

  /** An entry of which nobody wrote down when its forks were started. */
  public MicroEntry(
      String name,
      SortedMap<String, String> params,
      String mode,
      Status status,
      Optional<String> reason,
      Optional<Jmh> jmh,
      Optional<Samples> score,
      SortedMap<String, Samples> secondary,
      Map<String, JsonNode> unknownFields) {
    this(name, params, mode, status, reason, jmh, score, secondary, List.of(), unknownFields);
  }

  /** Class and method without the package. */
  @JsonIgnore
  public String simpleName() {
    return simpleClass() + name.substring(name.lastIndexOf('.'));
  }

  private String simpleClass() {
    return type().substring(type().lastIndexOf('.') + 1);
  }

  private String type() {
    return name.substring(0, name.lastIndexOf('.'));
  }

  /**
   * How many times the time of its floor an operation takes; empty unless both were measured.
   *
   * <p>The floor is the least that the methods of a class could cost: the method whose name ends in
   * {@code Floor}, with no other value of a parameter and, of several, with the most parameters in
   * common. Single shots, which are cold, are compared with single shots alone.
   */
  OptionalDouble ratioToFloor(List<MicroEntry> all) {
    OptionalDouble own = nanosPerOperation();
    OptionalDouble floor =
        all.stream()
            .filter(other -> other.isFloorOf(this))
            .max(Comparator.comparingInt(other -> other.params.size()))
            .map(MicroEntry::nanosPerOperation)
            .orElse(OptionalDouble.empty());
    return own.isPresent() && floor.isPresent()
        ? OptionalDouble.of(own.getAsDouble() / floor.getAsDouble())
        : OptionalDouble.empty();
  }

  private boolean isFloorOf(MicroEntry other) {
    return name.endsWith(FLOOR)
        && type().equals(other.type())
        && mode.equals(SINGLE_SHOT) == other.mode.equals(SINGLE_SHOT)
        && other.params.entrySet().containsAll(params.entrySet());
  }

  /** Empty if it was not measured, or in no unit of time. */
  private OptionalDouble nanosPerOperation() {
    return status == Status.MEASURED && score.isPresent()
        ? score.get().nanosPerOperation()
        : OptionalDouble.empty();
  }

  /**
   * One figure, as it was measured: a list per fork, in it a number per iteration.
   *
   * @param unit as JMH writes it, such as {@code us/op}
   * @param forks an iteration that gave no finite number is left out
   * @param percentiles in the mode that samples, per fork: the value below which that many percent
   *     of its operations were, by percent
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Samples(
      String unit,
      List<List<Double>> forks,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
          List<SortedMap<Double, Double>> percentiles) {

    /** As JMH writes them in {@code us/op} and {@code ops/us}. */
    private static final Map<String, Double> UNIT_NANOS =
        Map.of(
            "ns", 1.0, "us", 1e3, "ms", 1e6, "s", 1e9, "min", 60e9, "hr", 3600e9, "day", 86400e9);

    public Samples {
      forks = forks.stream().map(List::copyOf).toList();
      percentiles = List.copyOf(percentiles);
      forks.forEach(fork -> fork.forEach(value -> Finite.require(unit, value)));
      percentiles.forEach(
          fork ->
              fork.forEach(
                  (percent, value) ->
                      Finite.require(Finite.require("percent", percent) + " %", value)));
    }

    /** The mean of each fork that measured anything: the fork is the unit of replication. */
    @JsonIgnore
    public double[] forkMeans() {
      return forks.stream()
          .filter(fork -> !fork.isEmpty())
          .mapToDouble(
              fork -> fork.stream().mapToDouble(Double::doubleValue).average().orElseThrow())
          .toArray();
    }

    /** The mean of the forks' means. */
    @JsonIgnore
    public OptionalDouble mean() {
      return Arrays.stream(forkMeans()).average();
    }

    /** How many nanoseconds a unit of time has that JMH writes so; empty if it is none. */
    public static Optional<Double> unitNanos(String unit) {
      return Optional.ofNullable(UNIT_NANOS.get(unit));
    }

    /** The mean as a time, that of a throughput inverted; empty if it is neither, or 0. */
    OptionalDouble nanosPerOperation() {
      OptionalDouble mean = mean();
      if (mean.isEmpty() || mean.getAsDouble() == 0) {
        return OptionalDouble.empty();
      }
      Double perOperation = UNIT_NANOS.get(unit.replaceFirst("/op$", ""));
      Double ofOperations = UNIT_NANOS.get(unit.replaceFirst("^ops/", ""));
      return perOperation != null
          ? OptionalDouble.of(mean.getAsDouble() * perOperation)
          : ofOperations != null
              ? OptionalDouble.of(ofOperations / mean.getAsDouble())
              : OptionalDouble.empty();
    }
  }

  /**
   * How JMH ran it.
   *
   * @param version of JMH
   * @param forks planned; 0 is no fork of its own
   * @param warmupNanos length of a warm-up iteration; absent where iterations are single shots
   * @param measurementNanos length of a measured iteration; absent likewise
   * @param batchSize invocations per operation of a single shot
   * @param jvm the program that was forked
   * @param profilers what else was watching, and may have cost something
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Jmh(
      String version,
      int forks,
      int warmupIterations,
      OptionalLong warmupNanos,
      int measurementIterations,
      OptionalLong measurementNanos,
      int batchSize,
      int threads,
      int operationsPerInvocation,
      String jvm,
      List<String> jvmArgs,
      String jdkVersion,
      String vmName,
      String vmVersion,
      List<String> profilers) {
    public Jmh {
      jvmArgs = List.copyOf(jvmArgs);
      profilers = List.copyOf(profilers);
      requireNotNegative("forks", forks);
      requireNotNegative("warmupIterations", warmupIterations);
      requireNotNegative("warmupNanos", warmupNanos.orElse(0));
      requireNotNegative("measurementIterations", measurementIterations);
      requireNotNegative("measurementNanos", measurementNanos.orElse(0));
      requireNotNegative("batchSize", batchSize);
      requireNotNegative("threads", threads);
      requireNotNegative("operationsPerInvocation", operationsPerInvocation);
    }

    private static void requireNotNegative(String name, long value) {
      if (value < 0) {
        throw new IllegalArgumentException(name + " must not be negative: " + value);
      }
    }
  }
}
