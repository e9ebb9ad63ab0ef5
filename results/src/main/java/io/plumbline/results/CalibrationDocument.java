package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What the generator can do on one machine with one JVM and one choice of settings, measured
 * against a scheduler that costs next to nothing: the floor under every run there.
 *
 * @param kind {@value #KIND}
 * @param seed of the loads that were played
 * @param settings how they were played, by the names of the command line
 * @param payloads by the size of their tensors, smallest first
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record CalibrationDocument(
    int schemaVersion,
    String kind,
    Optional<Commit> commit,
    Environment environment,
    Instant startedAt,
    List<String> command,
    long seed,
    Map<String, Object> settings,
    List<Payload> payloads,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields)
    implements Document {

  public static final String KIND = "calibration";

  /** A run that asks for more than this share of what holds is flagged. */
  public static final double TRUSTED_SHARE = .7;

  public CalibrationDocument {
    command = List.copyOf(command);
    settings =
        Collections.unmodifiableMap(new LinkedHashMap<>(Finite.requireAll("settings", settings)));
    payloads = payloads.stream().sorted(Comparator.comparingInt(Payload::tensorValues)).toList();
    unknownFields = UnknownFields.copyOf(unknownFields);
  }

  /**
   * What was found with tensors of one size.
   *
   * @param name for people
   * @param tensorValues values in a tensor
   * @param highestRatePerSecond the highest rate that held, and every one below it; absent if none
   *     did
   * @param steps rates in the order in which they were tried
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Payload(
      String name, int tensorValues, OptionalDouble highestRatePerSecond, List<Step> steps) {
    public Payload {
      highestRatePerSecond.ifPresent(rate -> Finite.require("highestRatePerSecond", rate));
      steps = List.copyOf(steps);
    }
  }

  /**
   * One rate, played once.
   *
   * @param requests planned
   * @param holds whether a run at this rate deserves belief: all answered, sent on time, answered
   *     as fast as asked
   * @param because why not
   * @param slip how late requests were sent
   * @param response from planned to done; absent if not all were answered well
   * @param generator readings of the generator's own health, by name
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Step(
      double ratePerSecond,
      long requests,
      boolean holds,
      Optional<String> because,
      Optional<Times> slip,
      Optional<Times> response,
      Map<String, Double> generator) {
    public Step {
      Finite.require("ratePerSecond", ratePerSecond);
      generator =
          Collections.unmodifiableMap(new TreeMap<>(Finite.requireAll("generator", generator)));
    }
  }

  /** Percentiles by nearest rank, and the largest. */
  public record Times(long p50Nanos, long p99Nanos, long maxNanos) {}

  /**
   * What was found for tensors of this size or, to be on the safe side, the next larger one; empty
   * if larger ones were not tried.
   */
  public Optional<Payload> payloadFor(int tensorValues) {
    return payloads.stream().filter(p -> p.tensorValues() >= tensorValues).findFirst();
  }

  /**
   * The step that is the floor under a run: of those that held, the nearest to its rate from above,
   * because more load never cost less, or else from below; empty if there is none.
   */
  public Optional<Step> floor(int tensorValues, double ratePerSecond) {
    List<Step> held =
        payloadFor(tensorValues).map(Payload::steps).orElse(List.of()).stream()
            .filter(Step::holds)
            .toList();
    Comparator<Step> byRate = Comparator.comparingDouble(Step::ratePerSecond);
    Optional<Step> above =
        held.stream().filter(step -> step.ratePerSecond() >= ratePerSecond).min(byRate);
    return above.isPresent() ? above : held.stream().max(byRate);
  }
}
