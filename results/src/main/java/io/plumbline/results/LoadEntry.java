package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a load run found of one class of requests, of one model, or of all of them.
 *
 * @param name {@code 1:urgent}, or a model's, or {@code total}
 * @param tier absent for a model and the total, like {@code slo}, {@code sloNanos} and {@code
 *     arrivalSeed}
 * @param arrivalSeed of the class's arrivals, an unsigned number in decimal
 * @param ratePerSecond what the plan asked for; absent for a model, which has no rate of its own
 * @param planned requests in the plan
 * @param sent of them, those that left
 * @param statuses how many ended how; the counts sum to {@code planned}
 * @param sloMet how many were answered well within their SLO, counted from the planned instant
 * @param durationNanos the length of the plan, over which rates are counted
 * @param queued how long the good requests waited inside the target, as it told in its trailers;
 *     absent if it told of none
 * @param served likewise how long it served them
 * @param meanConcurrency requests in flight, weighted with time, from the first that was sent in
 *     the run to the last that ended; absent if none was sent, or that took no time
 * @param maxConcurrency the most at once; absent if none was sent
 * @param tierFairness Jain's index over the tiers' SLO attainment, 1 where all have the same and 1
 *     / tiers where one has all; absent but for the total, with fewer than two tiers, and where no
 *     request met its SLO
 * @param loadGen what LoadGen would have said; it never decides ours
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
@JsonIgnoreProperties(value = "sloOutcome", allowGetters = true) // Made again from the rest.
public record LoadEntry(
    String name,
    OptionalInt tier,
    Optional<String> slo,
    OptionalLong sloNanos,
    Optional<String> arrivalSeed,
    OptionalDouble ratePerSecond,
    long planned,
    long sent,
    SortedMap<String, Long> statuses,
    long sloMet,
    long durationNanos,
    TimeDistribution responseTime,
    TimeDistribution serviceTime,
    TimeDistribution slip,
    Optional<TimeDistribution> queued,
    Optional<TimeDistribution> served,
    OptionalDouble meanConcurrency,
    OptionalLong maxConcurrency,
    OptionalDouble tierFairness,
    Optional<LoadGenVerdict> loadGen,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** The name of the entry that holds all classes together. */
  public static final String TOTAL = "total";

  public LoadEntry {
    ratePerSecond.ifPresent(value -> Finite.require("ratePerSecond", value));
    meanConcurrency.ifPresent(value -> Finite.require("meanConcurrency", value));
    tierFairness.ifPresent(value -> Finite.require("tierFairness", value));
    statuses = new TreeMap<>(statuses);
    unknownFields = UnknownFields.copyOf(unknownFields);
    long ended = statuses.values().stream().mapToLong(Long::longValue).sum();
    if (ended != planned) {
      throw new IllegalArgumentException(
          "statuses of " + name + " must sum to " + planned + " planned requests: " + ended);
    }
  }

  /** What a reader of a document would otherwise have to make from the counts. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record SloOutcome(
      long deadlineMisses, Optional<Share> attainment, OptionalDouble goodputPerSecond) {}

  /** For readers of documents. */
  @JsonProperty("sloOutcome")
  SloOutcome sloOutcome() {
    return new SloOutcome(deadlineMisses(), attainment(), goodputPerSecond());
  }

  /** Requests that did not end OK. */
  @JsonIgnore
  public long failed() {
    return planned - statuses.getOrDefault(RequestRows.OK, 0L);
  }

  /** Share of the planned requests that met their SLO, 0 to 1; empty if none was planned. */
  @JsonIgnore
  public OptionalDouble sloAttainment() {
    return planned == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) sloMet / planned);
  }

  /** The same with its interval. */
  Optional<Share> attainment() {
    return Share.of(sloMet, planned);
  }

  /** Planned requests that did not meet their SLO, whether late, failed or never sent. */
  @JsonIgnore
  public long deadlineMisses() {
    return planned - sloMet;
  }

  /** Share of the planned requests that ended OK, 0 to 1; empty if none was planned. */
  @JsonIgnore
  public OptionalDouble achieved() {
    return planned == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) (planned - failed()) / planned);
  }

  /** Requests answered well within their SLO per second of the plan; empty if it has no length. */
  @JsonIgnore
  public OptionalDouble goodputPerSecond() {
    return durationNanos == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sloMet * 1e9 / durationNanos);
  }
}
