package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One load run of a sweep.
 *
 * @param name unique in the sweep; its folder is called so
 * @param repetition from 1
 * @param reason in one line, why it is invalid or failed; absent otherwise
 * @param metrics the headline figures of all classes together, by column; the unknown is absent
 * @param document where its load document lies, from the sweep's own; absent if it has none
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SweepPoint(
    String name,
    String workload,
    double ratePerSecond,
    int repetition,
    Status status,
    Optional<String> reason,
    SortedMap<String, Double> metrics,
    Optional<String> document,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

  /** Where a point stands. */
  public enum Status {
    @JsonProperty("pending")
    PENDING,
    @JsonProperty("valid")
    VALID,
    @JsonProperty("invalid")
    INVALID,
    /** There is no result: the run could not be made, or not to its end. */
    @JsonProperty("failed")
    FAILED
  }

  public SweepPoint {
    Finite.require("ratePerSecond", ratePerSecond);
    if (repetition < 1) {
      throw new IllegalArgumentException("repetition must be at least 1: " + repetition);
    }
    metrics = new TreeMap<>(metrics);
    metrics.forEach(Finite::require);
    unknownFields = UnknownFields.copyOf(unknownFields);
  }

  /** A point that has not been played. */
  public static SweepPoint pending(
      String name, String workload, double ratePerSecond, int repetition) {
    return new SweepPoint(
        name,
        workload,
        ratePerSecond,
        repetition,
        Status.PENDING,
        Optional.empty(),
        new TreeMap<>(),
        Optional.empty(),
        Map.of());
  }

  /** The same point, played, with the figures of its document. */
  public SweepPoint played(LoadDocument result, String document) {
    SortedMap<String, Double> figures = new TreeMap<>();
    LoadEntry total =
        result.entries().stream()
            .filter(entry -> entry.name().equals(LoadEntry.TOTAL))
            .findFirst()
            .orElseThrow();
    for (Metric metric : Metric.with(Metric.Flag.HEADLINE)) {
      metric.number(total).ifPresent(value -> figures.put(metric.column(), value));
    }
    LoadDocument.Verdict verdict = result.run().verdict();
    return with(
        verdict.valid() ? Status.VALID : Status.INVALID,
        verdict.checks().stream()
            .filter(check -> !check.passed())
            .findFirst()
            .map(LoadReport::line),
        figures,
        Optional.of(document));
  }

  /** The same point, without a result. */
  public SweepPoint failed(String reason) {
    return with(Status.FAILED, Optional.of(reason), new TreeMap<>(), Optional.empty());
  }

  /** The same point with its document somewhere else. */
  public SweepPoint at(String document) {
    return with(status, reason, metrics, Optional.of(document));
  }

  private SweepPoint with(
      Status status,
      Optional<String> reason,
      SortedMap<String, Double> metrics,
      Optional<String> document) {
    return new SweepPoint(
        name,
        workload,
        ratePerSecond,
        repetition,
        status,
        reason,
        metrics,
        document,
        unknownFields);
  }
}
