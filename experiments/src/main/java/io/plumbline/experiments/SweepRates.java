package io.plumbline.experiments;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which rates a sweep plays: those that are listed, or those that show where the knee is. */
public sealed interface SweepRates {
  /** More points than anybody waits for. */
  int MAX_COUNT = 10_000;

  /** How many rates there will be at most. */
  int most();

  /** Requests per second, in the order in which they were given; none twice. */
  record Listed(List<Double> perSecond) implements SweepRates {
    public Listed {
      perSecond = List.copyOf(perSecond);
      if (perSecond.isEmpty()) {
        throw new UsageException("--rates must name at least one rate, such as --rates 10,30,60");
      }
      if (new HashSet<>(perSecond).size() < perSecond.size()) {
        throw new UsageException("--rates names one twice: " + perSecond);
      }
    }

    @Override
    public int most() {
      return perSecond.size();
    }
  }

  /**
   * From a low load, which is the baseline, to beyond the knee.
   *
   * @param fromPerSecond the baseline
   * @param maxPerSecond no point is above it
   * @param maxRates no workload gets more
   * @param judgesInvalid whether a point that is invalid is judged by its figures all the same
   */
  record Auto(double fromPerSecond, double maxPerSecond, int maxRates, boolean judgesInvalid)
      implements SweepRates {
    public Auto {
      requireRange(fromPerSecond, maxPerSecond);
      if (maxRates < 2 || maxRates > 100) {
        throw new UsageException("--max-rates must be 2 to 100: " + maxRates);
      }
    }

    @Override
    public int most() {
      return maxRates;
    }
  }

  /** What {@code --from} and {@code --max-rate} must keep to. */
  static void requireRange(double fromPerSecond, double maxPerSecond) {
    if (!(fromPerSecond > 0 && Double.isFinite(fromPerSecond))) {
      throw new UsageException("--from must be positive and finite: " + fromPerSecond);
    }
    if (!(maxPerSecond > fromPerSecond && maxPerSecond <= 1e9)) {
      throw new UsageException(
          "--max-rate must be above --from ("
              + fromPerSecond
              + ") and at most 1e9: "
              + maxPerSecond);
    }
  }

  /**
   * Reads what a user wrote.
   *
   * @param parts each {@code RATE} or {@code FROM..TO/STEP}, both ends included where the steps
   *     meet them; or {@code auto} alone, which is empty here
   * @throws UsageException if one is neither
   */
  static Optional<Listed> parse(List<String> parts) {
    if (parts.equals(List.of("auto"))) {
      return Optional.empty();
    }
    List<Double> rates = new ArrayList<>();
    for (String part : parts) {
      Matcher range = Pattern.compile("(.*?)\\.\\.(.*)/(.*)").matcher(part);
      if (range.matches()) {
        addRange(
            part, number(range.group(1)), number(range.group(2)), number(range.group(3)), rates);
      } else {
        rates.add(number(part).doubleValue());
      }
    }
    return Optional.of(new Listed(rates));
  }

  private static void addRange(
      String part, BigDecimal from, BigDecimal to, BigDecimal step, List<Double> rates) {
    if (step.signum() <= 0 || to.compareTo(from) < 0) {
      throw new UsageException(
          "--rates: a range goes up in positive steps, as 10..200/10 does: " + part);
    }
    BigDecimal steps = to.subtract(from).divideToIntegralValue(step);
    if (steps.compareTo(BigDecimal.valueOf(MAX_COUNT)) >= 0) {
      throw new UsageException("--rates: a range may hold " + MAX_COUNT + " rates: " + part);
    }
    // In decimal: ten times 0.1 is 1.
    for (int i = 0; i <= steps.intValueExact(); i++) {
      rates.add(from.add(step.multiply(BigDecimal.valueOf(i))).doubleValue());
    }
  }

  private static BigDecimal number(String text) {
    try {
      return new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--rates: must be rates such as 10,30,60, ranges such as 10..200/10, or auto: '"
              + text
              + "'",
          e);
    }
  }
}
