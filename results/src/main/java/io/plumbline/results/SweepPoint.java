package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One load run of a sweep.
 *
 * @param name unique in the sweep; its folder is called so
 * @param label shape and rate of its arrivals, as in {@code poisson@30.00}; absent in documents
 *     that were written when all arrivals were Poisson
 * @param repetition from 1
 * @param reason in one line, why it is invalid, failed or skipped; absent otherwise
 * @param remark in one line, what qualifies its figures though it is valid: a limit that ended it,
 *     a generator near its own limits; absent if nothing does, and in older documents
 * @param metrics the headline figures of all classes together, by column; the unknown is absent
 * @param document where its load document lies, from the sweep's own; absent if it has none
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SweepPoint(
    String name,
    String workload,
    double ratePerSecond,
    Optional<String> label,
    int repetition,
    Status status,
    Optional<String> reason,
    Optional<String> remark,
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
    FAILED,
    /** Left out, because an earlier point ended the sweep as it was asked to. */
    @JsonProperty("skipped")
    SKIPPED
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

  /**
   * A point that has not been played.
   *
   * @param shape of its arrivals, without parameters
   */
  public static SweepPoint pending(
      String name, String workload, double ratePerSecond, String shape, int repetition) {
    return new SweepPoint(
        name,
        workload,
        ratePerSecond,
        Optional.of(label(shape, ratePerSecond)),
        repetition,
        Status.PENDING,
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>(),
        Optional.empty(),
        Map.of());
  }

  /**
   * {@code poisson@30.00}: how a point is called by the shape of its arrivals and their rate, as
   * the course of its run is.
   */
  public static String label(String shape, double ratePerSecond) {
    return String.format(Locale.ROOT, "%s@%.2f", shape, ratePerSecond);
  }

  /** The label, or what it would have been. */
  String shapeAtRate() {
    return label.orElseGet(() -> label("poisson", ratePerSecond));
  }

  /** Whether so many requests failed that a percentile of the response time is one of them. */
  public boolean isAmongFailed(Metric percentile) {
    double count = metrics.getOrDefault(Metric.COUNT.column(), 0.0);
    double errors = metrics.getOrDefault(Metric.ERRORS.column(), 0.0);
    return errors > (1 - percentile.quantile().orElseThrow()) * count;
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
        CourseWords.remark(result.run()),
        figures,
        Optional.of(document));
  }

  /** The same point, without a result. */
  public SweepPoint failed(String reason) {
    return with(
        Status.FAILED, Optional.of(reason), Optional.empty(), new TreeMap<>(), Optional.empty());
  }

  /** The same point, left out. */
  public SweepPoint skipped(String reason) {
    return with(
        Status.SKIPPED, Optional.of(reason), Optional.empty(), new TreeMap<>(), Optional.empty());
  }

  /** The same point with its document somewhere else. */
  public SweepPoint at(String document) {
    return with(status, reason, remark, metrics, Optional.of(document));
  }

  private SweepPoint with(
      Status status,
      Optional<String> reason,
      Optional<String> remark,
      SortedMap<String, Double> metrics,
      Optional<String> document) {
    return new SweepPoint(
        name,
        workload,
        ratePerSecond,
        label,
        repetition,
        status,
        reason,
        remark,
        metrics,
        document,
        unknownFields);
  }
}
