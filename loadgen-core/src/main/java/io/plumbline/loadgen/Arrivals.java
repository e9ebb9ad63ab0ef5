package io.plumbline.loadgen;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * When requests come: the shape of an open-loop load over time.
 *
 * <p>Factors multiply the plan's rate, so that every shape has one number to be swept over. Of the
 * shapes without memory (all but constant, gamma and trace) every class has a stream of its own;
 * the others shape the sum of the classes, whose arrivals are then marked with classes by share.
 */
public sealed interface Arrivals {

  /** A Poisson process. */
  record Poisson(boolean initialBurst) implements Arrivals {
    @Override
    public String label() {
      return "poisson";
    }

    @Override
    public String toString() {
      return label() + burstSuffix(initialBurst);
    }
  }

  /** Equal gaps, the first one before the first arrival. */
  record Constant(boolean initialBurst) implements Arrivals {
    @Override
    public String label() {
      return "constant";
    }

    @Override
    public boolean shapesTheSum() {
      return true;
    }

    @Override
    public String toString() {
      return label() + burstSuffix(initialBurst);
    }
  }

  /**
   * Independent gamma-distributed gaps.
   *
   * @param cv their standard deviation over their mean: 1 is Poisson, less more regular, more
   *     burstier
   */
  record Gamma(double cv) implements Arrivals {
    private static final double MIN_CV = .01;
    private static final double MAX_CV = 10;

    public Gamma {
      require(cv >= MIN_CV && cv <= MAX_CV, "CV must be between " + MIN_CV + " and " + MAX_CV, cv);
    }

    @Override
    public String label() {
      return "gamma";
    }

    @Override
    public boolean shapesTheSum() {
      return true;
    }

    @Override
    public String toString() {
      return label() + ":" + plain(cv);
    }
  }

  /** A Poisson process that, again and again, surges and goes back to its rate. */
  record Burst(double onSeconds, double offSeconds, double factor) implements Arrivals {
    public Burst {
      requireLength("ON", onSeconds);
      requireLength("OFF", offSeconds);
      requireFactor(factor);
    }

    @Override
    public String label() {
      return "burst";
    }

    @Override
    public double settledSeconds() {
      return onSeconds + offSeconds;
    }

    @Override
    public RateProfile profile() {
      return RateProfile.repeating(
          List.of(
              new RateProfile.Part(factor, factor, onSeconds),
              new RateProfile.Part(1, 1, offSeconds)));
    }

    @Override
    public String toString() {
      return label() + ":" + plain(onSeconds) + "," + plain(offSeconds) + "," + plain(factor);
    }
  }

  /** A Poisson process that surges once. */
  record Spike(double atSeconds, double lengthSeconds, double factor) implements Arrivals {
    public Spike {
      require(atSeconds >= 0 && atSeconds <= MAX_SECONDS, "AT must be 0 to 30 days", atSeconds);
      requireLength("LENGTH", lengthSeconds);
      requireFactor(factor);
    }

    @Override
    public String label() {
      return "spike";
    }

    @Override
    public double settledSeconds() {
      return atSeconds + lengthSeconds;
    }

    @Override
    public RateProfile profile() {
      return RateProfile.lasting(
          List.of(
              new RateProfile.Part(1, 1, atSeconds),
              new RateProfile.Part(factor, factor, lengthSeconds)),
          1);
    }

    @Override
    public String toString() {
      return label() + ":" + plain(atSeconds) + "," + plain(lengthSeconds) + "," + plain(factor);
    }
  }

  /** A Poisson process whose rate changes linearly, and then stays. */
  record Ramp(double fromFactor, double toFactor, double lengthSeconds) implements Arrivals {
    public Ramp {
      requireFactor(fromFactor);
      requireLastFactor(toFactor);
      requireLength("LENGTH", lengthSeconds);
    }

    @Override
    public String label() {
      return "ramp";
    }

    @Override
    public double settledSeconds() {
      return lengthSeconds;
    }

    @Override
    public RateProfile profile() {
      return RateProfile.lasting(
          List.of(new RateProfile.Part(fromFactor, toFactor, lengthSeconds)), toFactor);
    }

    @Override
    public String toString() {
      return label() + ":" + plain(fromFactor) + "," + plain(toFactor) + "," + plain(lengthSeconds);
    }
  }

  /** A Poisson process whose rate changes at instants, and stays after the last. */
  record Steps(List<Step> steps) implements Arrivals {

    /** A rate and how long it is kept; the last one is kept for ever. */
    public record Step(double factor, double seconds) {
      public Step {
        requireFactor(factor);
        requireLength("a step", seconds);
      }
    }

    public Steps {
      steps = List.copyOf(steps);
      require(!steps.isEmpty(), "there must be a step", steps);
      requireLastFactor(steps.get(steps.size() - 1).factor());
    }

    @Override
    public String label() {
      return "steps";
    }

    @Override
    public double settledSeconds() {
      return steps.stream().limit(steps.size() - 1L).mapToDouble(Step::seconds).sum();
    }

    @Override
    public RateProfile profile() {
      return RateProfile.lasting(
          steps.stream()
              .map(s -> new RateProfile.Part(s.factor(), s.factor(), s.seconds()))
              .toList(),
          steps.get(steps.size() - 1).factor());
    }

    @Override
    public String toString() {
      return steps.stream()
          .map(s -> plain(s.factor()) + "x" + plain(s.seconds()))
          .collect(Collectors.joining(",", label() + ":", ""));
    }
  }

  /**
   * What was recorded, again: offsets, classes and models of every request.
   *
   * @param source where the rows come from; part of the text, and of nothing else
   * @param scale by which offsets were multiplied, 2 being half as fast
   * @param requests the rows, scaled
   */
  record Trace(String source, double scale, RecordedArrivals requests) implements Arrivals {
    public Trace {
      require(scale > 0 && scale <= MAX_FACTOR, "scale must be positive, at most 1e6", scale);
    }

    @Override
    public String label() {
      return "trace";
    }

    @Override
    public boolean shapesTheSum() {
      return true;
    }

    @Override
    public String toString() {
      return label() + ":" + source + (scale == 1 ? "" : ",scale=" + plain(scale));
    }
  }

  /** Thirty days, as everywhere. */
  double MAX_SECONDS = 30 * 24 * 3600;

  double MAX_FACTOR = 1e6;

  /** The name of the shape, without its parameters. */
  String label();

  /** Whether floor(rate) requests come at offset 0, before all others. */
  default boolean initialBurst() {
    return false;
  }

  /** Whether classes have no streams of their own, but are marks on the arrivals of their sum. */
  default boolean shapesTheSum() {
    return false;
  }

  /** After how long every part of the shape has been played once. */
  default double settledSeconds() {
    return 0;
  }

  /** The rate over time, as a factor. */
  default RateProfile profile() {
    return RateProfile.FLAT;
  }

  /**
   * The shape that a text says, such as {@code burst:1,4,5}; {@code toString} gives the text back.
   *
   * @param traces gives the rows of a trace by the name in the text
   * @throws IllegalArgumentException with the text and what would be right
   */
  static Arrivals parse(String text, Function<String, RecordedArrivals> traces) {
    return ArrivalsText.parse(text, traces);
  }

  /** The same where no trace will do. */
  static Arrivals parse(String text) {
    return parse(
        text,
        source -> {
          throw new IllegalArgumentException(
              "arrivals " + text + ": a trace tells of all classes; it cannot shape one");
        });
  }

  private static String burstSuffix(boolean initialBurst) {
    return initialBurst ? ":initial-burst" : "";
  }

  private static String plain(double number) {
    return number == 0 ? "0" : BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  private static void require(boolean holds, String rule, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(rule + ": " + value);
    }
  }

  private static void requireLength(String name, double seconds) {
    require(
        seconds > 0 && seconds <= MAX_SECONDS,
        name + " must be positive, at most 30 days (" + (long) MAX_SECONDS + " s)",
        seconds);
  }

  private static void requireFactor(double factor) {
    require(factor >= 0 && factor <= MAX_FACTOR, "factors must be 0 to 1e6", factor);
  }

  private static void requireLastFactor(double factor) {
    require(
        factor > 0 && factor <= MAX_FACTOR,
        "the last factor stays, so it must be positive, at most 1e6",
        factor);
  }
}
