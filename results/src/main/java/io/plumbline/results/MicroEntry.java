package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
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
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** JMH's label of the bytes that one operation allocates. */
  public static final String ALLOCATION = "gc.alloc.rate.norm";

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
    unknownFields = unknownFields == null ? Map.of() : Map.copyOf(unknownFields);
    boolean explains = status == Status.FAILED || status == Status.SKIPPED;
    if (explains != reason.isPresent()) {
      throw new IllegalArgumentException(
          name + ": " + status + " must " + (explains ? "" : "not ") + "have a reason: " + reason);
    }
    if (status == Status.MEASURED && score.isEmpty()) {
      throw new IllegalArgumentException(name + ": measured, but without a score");
    }
  }

  /** Class and method without the package. */
  @JsonIgnore
  public String simpleName() {
    return simpleClass() + name.substring(name.lastIndexOf('.'));
  }

  private String simpleClass() {
    String type = name.substring(0, name.lastIndexOf('.'));
    return type.substring(type.lastIndexOf('.') + 1);
  }

  /**
   * Whether it is its class's floor, the least that the others could cost: its method is named
   * {@code copy…} or {@code …Floor}.
   */
  @JsonIgnore
  public boolean isFloor() {
    String method = name.substring(name.lastIndexOf('.') + 1);
    return method.startsWith("copy") || method.endsWith("Floor");
  }

  /** Whether {@code other} is of the same class, and run with the same mode and parameters. */
  boolean isBeside(MicroEntry other) {
    return name.substring(0, name.lastIndexOf('.'))
            .equals(other.name.substring(0, other.name.lastIndexOf('.')))
        && mode.equals(other.mode)
        && params.equals(other.params);
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
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<SortedMap<Double, Double>> percentiles) {
    public Samples {
      forks = forks.stream().map(List::copyOf).toList();
      percentiles = percentiles == null ? List.of() : List.copyOf(percentiles);
      forks.forEach(fork -> fork.forEach(value -> Finite.require(unit, value)));
      percentiles.forEach(
          fork -> fork.forEach((percent, value) -> Finite.require(percent + " %", value)));
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
    }
  }
}
