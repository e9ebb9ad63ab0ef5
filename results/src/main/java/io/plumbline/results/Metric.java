package io.plumbline.results;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Every figure that is told of a load entry: its unit, which way is better, where it belongs, and
 * how it is read.
 *
 * <p>Whatever shows figures (console, documents, reports) takes them from here. A figure that the
 * sample cannot support is not told: a percentile with too few requests beyond it, or one whose
 * rank falls among the failed.
 */
public enum Metric {
  COUNT(
      "count", "1", Direction.NONE, Group.LOAD, 0, e -> known((double) e.planned()), Flag.HEADLINE),
  ACHIEVED(
      "achieved_%",
      "%",
      Direction.HIGHER,
      Group.LOAD,
      2,
      e -> percent(Share.of(e.planned() - e.failed(), e.planned())),
      Flag.INTERNAL),
  P50("p50_ms", Group.RESPONSE_TIME, .5, e -> Optional.of(e.responseTime()), Flag.HEADLINE),
  P95("p95_ms", Group.RESPONSE_TIME, .95, e -> Optional.of(e.responseTime()), Flag.HEADLINE),
  P99("p99_ms", Group.RESPONSE_TIME, .99, e -> Optional.of(e.responseTime()), Flag.HEADLINE),
  SLO_ATTAINMENT(
      "slo_attainment_%",
      "%", Direction.HIGHER, Group.SLO, 2, e -> percent(e.attainment()), Flag.HEADLINE),
  GOODPUT(
      "goodput_per_s",
      "1/s",
      Direction.HIGHER,
      Group.SLO,
      2,
      e -> optional(e.goodputPerSecond()),
      Flag.HEADLINE),
  SLIP_P99("slip_p99_ms", Group.GENERATOR, .99, e -> Optional.of(e.slip()), Flag.HEADLINE),
  ERRORS(
      "errors",
      "1",
      Direction.LOWER,
      Group.LOAD,
      0,
      e -> known((double) e.failed()),
      Flag.HEADLINE,
      Flag.ERROR_ONLY),
  DEADLINE_MISS(
      "deadline_miss_%",
      "%",
      Direction.LOWER,
      Group.SLO,
      2,
      e -> percent(Share.of(e.deadlineMisses(), e.planned())),
      Flag.ERROR_ONLY),
  OK_P50("ok_p50_ms", Group.RESPONSE_TIME, .5, e -> ok(e.responseTime()), Flag.ERROR_ONLY),
  OK_P95("ok_p95_ms", Group.RESPONSE_TIME, .95, e -> ok(e.responseTime()), Flag.ERROR_ONLY),
  OK_P99("ok_p99_ms", Group.RESPONSE_TIME, .99, e -> ok(e.responseTime()), Flag.ERROR_ONLY),
  SERVICE_P50(
      "service_p50_ms", Group.SERVICE_TIME, .5, e -> Optional.of(e.serviceTime()), Flag.INTERNAL),
  SERVICE_P99(
      "service_p99_ms", Group.SERVICE_TIME, .99, e -> Optional.of(e.serviceTime()), Flag.INTERNAL),
  QUEUED_P99("queued_p99_ms", Group.SERVICE_TIME, .99, LoadEntry::queued, Flag.INTERNAL),
  SERVED_P99("served_p99_ms", Group.SERVICE_TIME, .99, LoadEntry::served, Flag.INTERNAL),
  MEAN_CONCURRENCY(
      "mean_concurrency",
      "1",
      Direction.NONE,
      Group.LOAD,
      2,
      e -> optional(e.meanConcurrency()),
      Flag.INTERNAL),
  MAX_CONCURRENCY(
      "max_concurrency",
      "1",
      Direction.NONE,
      Group.LOAD,
      0,
      e -> optional(e.maxConcurrency()),
      Flag.INTERNAL),
  TIER_FAIRNESS(
      "tier_fairness",
      "1",
      Direction.HIGHER,
      Group.SLO,
      4,
      e -> optional(e.tierFairness()),
      Flag.EXPERIMENTAL);

  /** Which way a figure improves. */
  public enum Direction {
    LOWER,
    HIGHER,
    NONE
  }

  /** What a figure is about. */
  public enum Group {
    LOAD,
    RESPONSE_TIME,
    SERVICE_TIME,
    SLO,
    GENERATOR
  }

  /** Whom a figure is for; the console has a section for each. */
  public enum Flag {
    /** What everybody reads first. */
    HEADLINE,
    /** What tells where the time went, for those who look further. */
    INTERNAL,
    /** What may still change its meaning. */
    EXPERIMENTAL,
    /** What is of interest only where a request failed or was late. */
    ERROR_ONLY;

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** A figure, or why there is none. */
  sealed interface Value {
    /**
     * A figure that may be told.
     *
     * @param low of its 95 % interval; empty if it has none
     * @param high empty also if the interval has no upper end, among failed requests
     */
    record Known(double value, OptionalDouble low, OptionalDouble high) implements Value {
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
  private final int decimals;
  private final OptionalDouble quantile;

  /** Never changed. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Set<Flag> flags;

  /** A method reference or a lambda that captures nothing that changes. */
  @SuppressWarnings("ImmutableEnumChecker")
  private final Function<LoadEntry, Value> read;

  Metric(
      String column,
      String unit,
      Direction direction,
      Group group,
      int decimals,
      Function<LoadEntry, Value> read,
      Flag flag,
      Flag... flags) {
    this.column = column;
    this.unit = unit;
    this.direction = direction;
    this.group = group;
    this.decimals = decimals;
    this.quantile = OptionalDouble.empty();
    this.flags = Collections.unmodifiableSet(EnumSet.of(flag, flags));
    this.read = read;
  }

  /** A percentile of times, in milliseconds. */
  Metric(
      String column,
      Group group,
      double quantile,
      Function<LoadEntry, Optional<TimeDistribution>> times,
      Flag flag) {
    this.column = column;
    this.unit = "ms";
    this.direction = Direction.LOWER;
    this.group = group;
    this.decimals = 3;
    this.quantile = OptionalDouble.of(quantile);
    this.flags = Collections.unmodifiableSet(EnumSet.of(flag));
    this.read =
        e -> times.apply(e).map(told -> ranked(told, quantile)).orElse(new Value.Unknown(""));
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

  public Set<Flag> flags() {
    return flags;
  }

  /** Which quantile it is; empty if it is none. */
  public OptionalDouble quantile() {
    return quantile;
  }

  /** All that have a flag, in the order in which they are shown. */
  static List<Metric> with(Flag flag) {
    List<Metric> metrics = new ArrayList<>();
    for (Metric metric : values()) {
      if (metric.flags.contains(flag)) {
        metrics.add(metric);
      }
    }
    return metrics;
  }

  /**
   * The figure of an entry as text, with its 95 % interval if it has one: {@code 12.345
   * [11.9,13.1]}, or {@code n/a (3 failed)}, or {@code n/a (needs 1000)}.
   */
  public String text(LoadEntry entry) {
    Value value = read.apply(entry);
    if (value instanceof Value.Known known) {
      return text(known.value())
          + (known.low().isPresent() ? " " + Finite.interval(known.low(), known.high()) : "");
    }
    return "n/a" + ((Value.Unknown) value).because();
  }

  /** A figure of this kind as text. */
  public String text(double value) {
    return Finite.text(value, decimals);
  }

  /** The figure of an entry; empty if it is unknown, or not to be told. */
  public OptionalDouble number(LoadEntry entry) {
    return read.apply(entry) instanceof Value.Known known
        ? OptionalDouble.of(known.value())
        : OptionalDouble.empty();
  }

  private boolean hasInterval() {
    return quantile.isPresent() || unit.equals("%");
  }

  /** The headings of its fields in a CSV file: of the figure, and of the ends of its interval. */
  List<String> csvColumns() {
    return hasInterval() ? List.of(column, column + "_low", column + "_high") : List.of(column);
  }

  /** Its fields in a CSV file; what is unknown is empty. */
  List<String> csvFields(LoadEntry entry) {
    List<String> fields = new ArrayList<>(Collections.nCopies(csvColumns().size(), ""));
    if (read.apply(entry) instanceof Value.Known known) {
      fields.set(0, text(known.value()));
      if (hasInterval()) {
        fields.set(1, known.low().isPresent() ? text(known.low().getAsDouble()) : "");
        fields.set(2, known.high().isPresent() ? text(known.high().getAsDouble()) : "");
      }
    }
    return fields;
  }

  /** Why a figure is not told, such as {@code p99_ms n/a (needs 1000)}; empty without a reason. */
  Optional<String> whyUnknown(LoadEntry entry) {
    return read.apply(entry) instanceof Value.Unknown unknown && !unknown.because().isEmpty()
        ? Optional.of(column + " n/a" + unknown.because())
        : Optional.empty();
  }

  private static Value known(double value) {
    return new Value.Known(value, OptionalDouble.empty(), OptionalDouble.empty());
  }

  private static Value optional(OptionalDouble value) {
    return value.isPresent() ? known(value.getAsDouble()) : new Value.Unknown("");
  }

  private static Value optional(OptionalLong value) {
    return value.isPresent() ? known((double) value.getAsLong()) : new Value.Unknown("");
  }

  private static Value percent(Optional<Share> share) {
    return share
        .<Value>map(
            s ->
                new Value.Known(
                    100 * s.share(),
                    OptionalDouble.of(100 * s.low()),
                    OptionalDouble.of(100 * s.high())))
        .orElse(new Value.Unknown(""));
  }

  private static Optional<TimeDistribution> ok(TimeDistribution times) {
    return Optional.of(times.okOnly());
  }

  private static Value ranked(TimeDistribution times, double q) {
    QuantileInterval interval = times.interval(q);
    Optional<String> why = interval.whyNotTold(times.failed());
    return why.isPresent()
        ? new Value.Unknown(" (" + why.get() + ")")
        : new Value.Known(
            interval.nanos().orElseThrow() / 1e6,
            millis(interval.lowNanos()),
            millis(interval.highNanos()));
  }

  private static OptionalDouble millis(OptionalDouble nanos) {
    return nanos.isPresent() ? OptionalDouble.of(nanos.getAsDouble() / 1e6) : nanos;
  }
}
