package io.plumbline.loadgen;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What ends a run before its plan does, as is seen while it runs. Unlimited unless asked.
 *
 * <p>Precision says that a point has done what it was for, and ends that point only. The others say
 * that it is no use going on: they stop as much as {@code scope} says.
 *
 * @param maxErrors stops once this many requests have ended other than OK
 * @param recentErrorRate stops once this share of the last ended requests failed
 * @param totalErrorRate stops once this share of all ended requests failed
 * @param saturation what to do when the target cannot keep up
 * @param precision stops once a quantile of the response times is known this well
 * @param scope what a limit that found trouble stops
 */
public record RunLimits(
    OptionalLong maxErrors,
    Optional<ErrorRate> recentErrorRate,
    Optional<ErrorRate> totalErrorRate,
    Saturation saturation,
    Optional<Precision> precision,
    Scope scope) {

  /** The most requests that the recent error rate looks back on. */
  public static final int MAX_WINDOW = 1_000_000;

  /** No limit at all. */
  public static final RunLimits NONE =
      new RunLimits(
          OptionalLong.empty(),
          Optional.empty(),
          Optional.empty(),
          Saturation.OFF,
          Optional.empty(),
          Scope.POINT);

  public RunLimits {
    checkPositive("maxErrors", maxErrors);
    if (recentErrorRate.isPresent() && recentErrorRate.get().requests() > MAX_WINDOW) {
      throw new IllegalArgumentException(
          "the window of recentErrorRate must be at most "
              + MAX_WINDOW
              + " requests: "
              + recentErrorRate.get().requests());
    }
  }

  /** What a stop ends. */
  public enum Scope {
    /** This run; a sweep goes on with its next point. */
    POINT,
    /** This run and all that the sweep still had to do. */
    SWEEP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What is done about a target that cannot keep up with its plan. */
  public enum Saturation {
    OFF,
    /** It is noticed and told, and the run goes on. */
    MONITOR,
    /** It stops the run. */
    ENFORCE
  }

  /**
   * A share of failed requests that is too much.
   *
   * @param bound the share from which on to stop, above 0 and at most 1
   * @param requests how many ended requests are looked at: for the recent rate the last so many,
   *     for the total at least so many; nothing is judged before
   */
  public record ErrorRate(double bound, int requests) {
    /** The number of requests where none is named. */
    public static final int DEFAULT_REQUESTS = 30;

    public ErrorRate {
      if (!(bound > 0 && bound <= 1)) {
        throw new IllegalArgumentException("an error rate must be above 0 and at most 1: " + bound);
      }
      if (requests < 1) {
        throw new IllegalArgumentException(
            "an error rate needs at least 1 request to look at: " + requests);
      }
    }

    /** The share, over the default number of requests. */
    public static ErrorRate of(double bound) {
      return new ErrorRate(bound, DEFAULT_REQUESTS);
    }
  }

  /**
   * How well a quantile of the response times must be known.
   *
   * @param quantile such as .99
   * @param relativeHalfWidth half the width of its interval over the quantile itself, such as .05
   * @param confidence that the interval holds the true quantile when the run stops by it
   */
  public record Precision(double quantile, double relativeHalfWidth, double confidence) {
    /** The confidence where none is named. */
    public static final double DEFAULT_CONFIDENCE = .95;

    public Precision {
      if (!(quantile > 0 && quantile < 1)) {
        throw new IllegalArgumentException("quantile must be above 0 and below 1: " + quantile);
      }
      if (!(relativeHalfWidth > 0 && relativeHalfWidth < 1)) {
        throw new IllegalArgumentException(
            "relativeHalfWidth must be above 0 and below 1: " + relativeHalfWidth);
      }
      if (!(confidence > 0 && confidence < 1)) {
        throw new IllegalArgumentException("confidence must be above 0 and below 1: " + confidence);
      }
    }

    public static Precision of(double quantile, double relativeHalfWidth) {
      return new Precision(quantile, relativeHalfWidth, DEFAULT_CONFIDENCE);
    }
  }

  private static void checkPositive(String name, OptionalLong value) {
    if (value.isPresent() && value.getAsLong() < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value.getAsLong());
    }
  }
}
