package io.plumbline.results;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Every figure that is told of a load entry: its unit, which way is better, where it belongs, and
 * how it is read.
 *
 * <p>Whatever shows figures (console, documents, reports) takes them from here.
 */
public enum Metric {
  COUNT("count", "1", Direction.NONE, Group.LOAD, true, 0, e -> known(e.planned())),
  ACHIEVED(
      "achieved_%", "%", Direction.HIGHER, Group.LOAD, false, 2, e -> optional(e.achieved(), 100)),
  P50(
      "p50_ms",
      "ms",
      Direction.LOWER,
      Group.RESPONSE_TIME,
      true,
      3,
      e -> ranked(e.responseTime(), .5)),
  P95(
      "p95_ms",
      "ms",
      Direction.LOWER,
      Group.RESPONSE_TIME,
      true,
      3,
      e -> ranked(e.responseTime(), .95)),
  P99(
      "p99_ms",
      "ms",
      Direction.LOWER,
      Group.RESPONSE_TIME,
      true,
      3,
      e -> ranked(e.responseTime(), .99)),
  SLO_ATTAINMENT(
      "slo_attainment_%",
      "%", Direction.HIGHER, Group.SLO, true, 2, e -> optional(e.sloAttainment(), 100)),
  GOODPUT(
      "goodput_per_s",
      "1/s",
      Direction.HIGHER,
      Group.SLO,
      true,
      2,
      e -> optional(e.goodputPerSecond(), 1)),
  SLIP_P99(
      "slip_p99_ms", "ms", Direction.LOWER, Group.GENERATOR, true, 3, e -> ranked(e.slip(), .99)),
  ERRORS("errors", "1", Direction.LOWER, Group.ERRORS, true, 0, e -> known(e.failed())),
  OK_P50("ok_p50_ms", "ms", Direction.LOWER, Group.ERRORS, false, 3, e -> ok(e.responseTime(), .5)),
  OK_P95(
      "ok_p95_ms", "ms", Direction.LOWER, Group.ERRORS, false, 3, e -> ok(e.responseTime(), .95)),
  OK_P99(
      "ok_p99_ms", "ms", Direction.LOWER, Group.ERRORS, false, 3, e -> ok(e.responseTime(), .99));

  /** Which way a figure improves. */
  public enum Direction {
    LOWER,
    HIGHER,
    NONE
  }

  /**
   * What a figure is about. {@code ERRORS} is shown only where something failed, but for the count
   * itself.
   */
  public enum Group {
    LOAD,
    RESPONSE_TIME,
    SLO,
    GENERATOR,
    ERRORS
  }

  /** A figure, or why there is none. */
  sealed interface Value {
    record Known(double value) implements Value {
      public Known {
        Finite.require("metric", value);
      }
    }

    record Unknown(String because) implements Value {}
  }

  private final String column;
  private final String unit;
  private final Direction direction;
  private final Group group;
  private final boolean headline;
  private final int decimals;

  /** A method reference or a lambda that captures nothing. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<LoadEntry, Value> read;

  Metric(
      String column,
      String unit,
      Direction direction,
      Group group,
      boolean headline,
      int decimals,
      Function<LoadEntry, Value> read) {
    this.column = column;
    this.unit = unit;
    this.direction = direction;
    this.group = group;
    this.headline = headline;
    this.decimals = decimals;
    this.read = read;
  }

  /** The heading, unit included. */
  public String column() {
    return column;
  }

  public String unit() {
    return unit;
  }

  public Direction direction() {
    return direction;
  }

  public Group group() {
    return group;
  }

  public boolean headline() {
    return headline;
  }

  /** The figure of an entry as text: {@code 12.345}, or {@code n/a (3 failed)}. */
  public String text(LoadEntry entry) {
    Value value = read.apply(entry);
    return value instanceof Value.Known known
        ? text(known.value())
        : "n/a" + ((Value.Unknown) value).because();
  }

  /** A figure of this kind as text. */
  public String text(double value) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** The figure of an entry; empty if it is unknown. */
  public OptionalDouble number(LoadEntry entry) {
    return read.apply(entry) instanceof Value.Known known
        ? OptionalDouble.of(known.value())
        : OptionalDouble.empty();
  }

  private static Value known(long value) {
    return new Value.Known((double) value);
  }

  private static Value optional(OptionalDouble value, double factor) {
    return value.isPresent()
        ? new Value.Known(factor * value.getAsDouble())
        : new Value.Unknown("");
  }

  private static Value ranked(TimeDistribution times, double q) {
    return millis(times.quantilesNanos(), q, times.failed());
  }

  private static Value ok(TimeDistribution times, double q) {
    return millis(times.okQuantilesNanos(), q, 0);
  }

  private static Value millis(Map<Double, Long> quantilesNanos, double q, long failed) {
    Long nanos = quantilesNanos.get(q);
    return nanos != null
        ? new Value.Known(nanos / 1e6)
        : new Value.Unknown(failed > 0 ? " (" + failed + " failed)" : "");
  }
}
