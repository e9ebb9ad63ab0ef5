package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How driver and reference scheduler, over real sockets, compare with what queueing theory says of
 * them.
 *
 * @param kind {@value #KIND}
 * @param seed of all arrivals and services
 * @param confidence of each interval on a mean wait
 * @param overshootNanos by how much a service lasted longer than drawn when rates were chosen
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record TheoryDocument(
    int schemaVersion,
    String kind,
    Optional<Commit> commit,
    Environment environment,
    Instant startedAt,
    List<String> command,
    long seed,
    double confidence,
    double overshootNanos,
    List<Queue> queues,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields)
    implements Document {

  public static final String KIND = "theory";

  public TheoryDocument {
    Finite.require("confidence", confidence);
    Finite.require("overshootNanos", overshootNanos);
    command = List.copyOf(command);
    queues = List.copyOf(queues);
    unknownFields = UnknownFields.copyOf(unknownFields);
  }

  /**
   * Whether something contradicts theory; if nothing does and it does not hold either, it could not
   * be told.
   */
  public boolean contradicts() {
    return queues.stream().anyMatch(Queue::contradicts);
  }

  /** Whether everything was compared with theory, and nothing contradicts it. */
  public boolean holds() {
    return queues.stream().allMatch(Queue::holds);
  }

  /**
   * One queue, played in independent replications.
   *
   * @param name in Kendall's notation, with the nominal load
   * @param service its distribution in words
   * @param ratePerSecond of the arrivals, as planned
   * @param load rate times measured mean service by workers
   * @param requests in all replications
   * @param failed of them, not answered well
   * @param serviceMeanNanos as measured
   * @param serviceCv as measured
   * @param holds whether all of it was compared with theory, and nothing contradicts that
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Queue(
      String name,
      String service,
      double ratePerSecond,
      OptionalDouble load,
      int replications,
      long requests,
      long failed,
      OptionalDouble serviceMeanNanos,
      OptionalDouble serviceCv,
      Optional<Path> path,
      Optional<Mean> mean,
      boolean holds) {
    public Queue {
      Finite.require("ratePerSecond", ratePerSecond);
      load.ifPresent(value -> Finite.require("load", value));
      serviceMeanNanos.ifPresent(value -> Finite.require("serviceMeanNanos", value));
      serviceCv.ifPresent(value -> Finite.require("serviceCv", value));
    }

    /** Whether a wait cannot be explained, or an exact formula is not met. */
    public boolean contradicts() {
      return path.map(found -> found.unexplained() > 0).orElse(false)
          || mean.map(found -> found.exact() && !found.agrees()).orElse(false);
    }
  }

  /**
   * Every wait against the c-server recursion over the recorded arrivals and services.
   *
   * @param reordered requests that entered the scheduler after one that was sent later
   * @param floorNanos 99 % of the requests spent no longer than this outside the scheduler
   * @param p99ErrorNanos of measured less predicted wait, regardless of sign
   * @param maxErrorNanos likewise the largest
   * @param beyondFloor requests whose error is larger than the floor
   * @param unexplained waits that contradict the recursion whatever the transport did within the
   *     time that it had; none may
   */
  public record Path(
      long reordered,
      long floorNanos,
      long p99ErrorNanos,
      long maxErrorNanos,
      long beyondFloor,
      long unexplained) {}

  /**
   * The mean wait against a formula, from the planned rate and the measured services.
   *
   * @param formula whose
   * @param exact whether the formula is; an approximation is shown and does not decide
   * @param halfWidthNanos of the interval on the measured mean
   * @param agrees whether the prediction lies in the interval
   */
  public record Mean(
      String formula,
      boolean exact,
      double predictedNanos,
      double measuredNanos,
      double halfWidthNanos,
      boolean agrees) {
    public Mean {
      Finite.require("predictedNanos", predictedNanos);
      Finite.require("measuredNanos", measuredNanos);
      Finite.require("halfWidthNanos", halfWidthNanos);
    }
  }
}
