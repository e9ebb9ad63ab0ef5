package io.plumbline.results.comparison;

import io.plumbline.results.comparison.Series.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One figure of both sides, brought together for judging.
 *
 * @param quantity the baseline's, unless only the candidate has it
 * @param band the logarithm of the least change that counts, whatever its direction
 * @param settled the verdict, where it does not depend on the figures
 * @param change how they differ; absent if a side has fewer than two replicates, or a 0
 * @param identical whether both sides are number by number the same, which needs no test
 */
record Pair(
    SeriesKey key,
    Quantity quantity,
    Optional<Series> base,
    Optional<Series> head,
    double band,
    Optional<Failure> settled,
    Optional<LogRatio> change,
    boolean identical) {

  /**
   * Brings both sides of a figure together.
   *
   * @param sameMeasurement whether all figures of both sides are equal, so that shares are not
   *     equal by chance alone: of ten requests all ten are soon in time on both sides
   */
  static Pair of(
      SeriesKey key,
      Optional<Series> base,
      Optional<Series> head,
      Policy policy,
      boolean sameMeasurement) {
    Quantity quantity = base.or(() -> head).orElseThrow().quantity();
    double effect = policy.minimumEffect(key, quantity.minimumEffect());
    Optional<Failure> settled = unpaired(base, head);
    boolean identical =
        settled.isEmpty()
            && count(base) > 0
            && (sameMeasurement || base.orElseThrow().countingVariance() == 0)
            && base.orElseThrow().replicates().equals(head.orElseThrow().replicates());
    if (settled.isEmpty() && !identical) {
      settled = unfit(base.orElseThrow(), head.orElseThrow());
    }
    boolean measured =
        hasFigures(base) && hasFigures(head) && quantity.equals(head.orElseThrow().quantity());
    Optional<LogRatio> change =
        measured && count(base) >= 2 && count(head) >= 2
            ? Optional.of(change(base.orElseThrow(), head.orElseThrow()))
            : Optional.empty();
    if (settled.isEmpty() && change.isEmpty() && !identical) {
      settled = Optional.of(new Failure(Verdict.INCONCLUSIVE, tooFew(base, head)));
    }
    return new Pair(
        key, quantity, base, head, band(quantity, effect, base, head), settled, change, identical);
  }

  private static LogRatio change(Series base, Series head) {
    return LogRatio.of(
        base.logMeans(), base.countingVariance(), head.logMeans(), head.countingVariance());
  }

  /** The verdicts that figures have no say in. */
  private static Optional<Failure> unpaired(Optional<Series> base, Optional<Series> head) {
    if (head.isPresent() && head.get().failure().isPresent()) {
      return head.get().failure();
    }
    if (base.isPresent() && base.get().failure().isPresent()) {
      Failure failure = base.get().failure().get();
      return Optional.of(new Failure(failure.verdict(), "the baseline: " + failure.reason()));
    }
    if (base.isEmpty()) {
      return Optional.of(new Failure(Verdict.NEW, "the baseline does not have it"));
    }
    if (head.isEmpty()) {
      return Optional.of(new Failure(Verdict.MISSING, "the candidate does not have it"));
    }
    List<String> differences = differences(base.get(), head.get());
    return differences.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Failure(
                Verdict.NOT_COMPARABLE, "measured differently: " + String.join(", ", differences)));
  }

  /** Why figures that were measured alike cannot be judged; identical ones always can. */
  private static Optional<Failure> unfit(Series base, Series head) {
    if (base.hasZero() || head.hasZero()) {
      return Optional.of(
          new Failure(Verdict.INCONCLUSIVE, "a figure is 0, to which there is no ratio"));
    }
    return Steadiness.drift(base)
        .map(drift -> new Failure(Verdict.UNSTEADY, "the baseline: " + drift))
        .or(() -> Steadiness.drift(head).map(d -> new Failure(Verdict.UNSTEADY, d)));
  }

  private static List<String> differences(Series base, Series head) {
    List<String> differences = new ArrayList<>();
    if (!base.quantity().equals(head.quantity())) {
      differences.add("unit " + base.quantity().unit() + " and " + head.quantity().unit());
    }
    base.differentSettings(head)
        .forEach(
            name ->
                differences.add(
                    name + " " + base.settings().get(name) + " and " + head.settings().get(name)));
    return differences;
  }

  private static boolean hasFigures(Optional<Series> side) {
    return side.isPresent() && count(side) > 0 && !side.get().hasZero();
  }

  private static int count(Optional<Series> side) {
    return side.orElseThrow().replicates().size();
  }

  private static String tooFew(Optional<Series> base, Optional<Series> head) {
    return "2 forks or runs a side are the least to judge by: "
        + count(base)
        + " of the baseline, "
        + count(head)
        + " of the candidate";
  }

  /**
   * The minimum effect, or the absolute floor where that is more. Of the smaller side, so that it
   * is the same if the sides are swapped.
   */
  private static double band(
      Quantity quantity, double effect, Optional<Series> base, Optional<Series> head) {
    double band = Math.log1p(effect);
    if (hasFigures(base) || hasFigures(head)) {
      Series one = (hasFigures(base) ? base : head).orElseThrow();
      Series other = (hasFigures(head) ? head : base).orElseThrow();
      double floor =
          quantity.floorEffect(
              Math.exp(LogRatio.mean(one.logMeans())), Math.exp(LogRatio.mean(other.logMeans())));
      band = Math.max(band, Math.log1p(floor));
    }
    return band;
  }

  /** The same, with a verdict that does not depend on the figures. */
  Pair because(Verdict verdict, String reason) {
    return new Pair(
        key,
        quantity,
        base,
        head,
        band,
        Optional.of(new Failure(verdict, reason)),
        change,
        identical);
  }

  boolean isJudged() {
    return settled.isEmpty();
  }

  /** Whether a ratio of the figures means anything. */
  boolean isShown() {
    return settled.isEmpty()
        || settled.get().verdict() == Verdict.INCONCLUSIVE
        || settled.get().verdict() == Verdict.UNSTEADY;
  }

  /** Candidate / baseline of the geometric means; empty if a side has none. */
  OptionalDouble ratio() {
    if (!hasFigures(base) || !hasFigures(head)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        Math.exp(
            LogRatio.mean(head.orElseThrow().logMeans())
                - LogRatio.mean(base.orElseThrow().logMeans())));
  }

  /** The logarithm of the change, above 0 for the worse. */
  double worsening() {
    double delta = change.map(LogRatio::delta).orElse(0.0);
    return quantity.lowerIsBetter() ? delta : -delta;
  }

  double pWorse() {
    return change.map(c -> quantity.lowerIsBetter() ? c.pAbove() : c.pBelow()).orElse(.5);
  }

  double pBetter() {
    return change.map(c -> quantity.lowerIsBetter() ? c.pBelow() : c.pAbove()).orElse(.5);
  }

  /** Of the two sides' variances between forks. */
  double meanVariance() {
    return (variance(base.orElseThrow()) + variance(head.orElseThrow())) / 2;
  }

  private static double variance(Series side) {
    return Math.max(LogRatio.variance(side.logMeans()), side.countingVariance());
  }
}
