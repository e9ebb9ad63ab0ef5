package io.plumbline.experiments;

import io.plumbline.results.Attainment;
import io.plumbline.results.CapacityDocument.Answer;
import io.plumbline.results.CapacityDocument.Outcome;
import io.plumbline.results.CapacityDocument.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * Finds the highest rate at which the requests of some classes meet their SLO often enough.
 *
 * <p>The rate is doubled from the lowest one until it fails, then bisected geometrically. A run
 * shows that the criterion holds, that it fails, or neither; then runs of other seeds are added to
 * it, up to {@value #TRIES} in all, and what is undecided still does not count as holding. One run
 * more, beyond the first rate that fails, tells a disturbance from a limit: if that holds, the rate
 * that failed is tried again, and if it fails again the answer is not monotone, and says so.
 *
 * <p>How sure the answer is does not depend on any of that: it rests on a confirmation alone, a
 * longer run with a seed of its own at the rate that was found. It wrongly holds at most once in a
 * hundred; where it does not hold the rate is lowered, and the next is made. As there are at most
 * {@value #CONFIRMATIONS}, the answer is too high in at most {@value #MOST_TOO_HIGH_PERCENT} of a
 * hundred searches (the sum of their chances).
 *
 * <p>How much misses bunch is itself known badly from a run that saw few of them, and such a run
 * looks good: so each counts with the largest design effect of all runs within one precision of its
 * rate. Without that, runs of 10 s against a queue at its limit gave too high a rate in 27 of 100
 * simulated searches; with it in 4.
 *
 * <p>The first run at each rate has the same seed, which is the same arrivals on another scale: so
 * rates differ by what the target does and not by chance. Used once, by one thread.
 */
final class CapacitySearch {
  static final int TRIES = 3;
  static final int CONFIRMATIONS = 5;
  static final int MOST_TOO_HIGH_PERCENT = 5;

  /** Away from the seeds of all other runs. */
  static final long FIRST_SEED_OF_CONFIRMATIONS = 1_000;

  private static final double GROWTH = 2;

  /** Beyond the first rate that fails; less than doubled, to spare what is overloaded already. */
  private static final double BEYOND = Math.sqrt(2);

  /** Plays one run. */
  interface Probe {
    Result play(double ratePerSecond, long seed, Step step)
        throws IOException, InterruptedException;

    /** Hears at once how the run just played is taken. */
    default void taken(Result asJudged) throws IOException {}
  }

  /** What a run says. */
  sealed interface Result {
    /** How the classes that were asked for fared. */
    record Valid(List<Attainment> attainments) implements Result {
      public Valid {
        attainments = List.copyOf(attainments);
        if (attainments.isEmpty()) {
          throw new IllegalArgumentException("a valid run says something of some class");
        }
      }

      /** Whether all classes reach the bound. */
      Outcome judge(double bound) {
        List<Outcome> outcomes = attainments.stream().map(a -> a.judge(bound)).toList();
        if (outcomes.contains(Outcome.FAILS)) {
          return Outcome.FAILS;
        }
        return outcomes.contains(Outcome.UNDECIDED) ? Outcome.UNDECIDED : Outcome.HOLDS;
      }

      /** Both runs together. */
      Valid plus(Valid more) {
        List<Attainment> sums = new ArrayList<>();
        for (int i = 0; i < attainments.size(); i++) {
          sums.add(attainments.get(i).plus(more.attainments.get(i)));
        }
        return new Valid(sums);
      }

      /** With the larger ones of its own design effects and those given, class by class. */
      Valid withEffects(List<Double> effects) {
        List<Attainment> raised = new ArrayList<>();
        for (int i = 0; i < attainments.size(); i++) {
          Attainment a = attainments.get(i);
          raised.add(
              new Attainment(
                  a.entry(), a.planned(), a.met(), Math.max(a.designEffect(), effects.get(i))));
        }
        return new Valid(raised);
      }

      List<Double> effects() {
        return attainments.stream().map(Attainment::designEffect).toList();
      }
    }

    /** Nothing about the target. */
    record Invalid(String reason) implements Result {}
  }

  /**
   * What is asked.
   *
   * @param attainment share that every class must reach, 0 to 1
   * @param precisionRatio the rate above the answer may be this much higher, relative to it
   * @param seed of the first run at each rate
   */
  record Limits(
      double fromPerSecond,
      double maxPerSecond,
      double attainment,
      double precisionRatio,
      long seed) {}

  private final Limits limits;
  private final Probe probe;
  private final Map<Double, Integer> tries = new HashMap<>();
  private final NavigableMap<Double, Outcome> outcomes = new TreeMap<>();
  private final Map<Double, String> invalid = new HashMap<>();

  /** The largest design effects seen at each rate, class by class. */
  private final NavigableMap<Double, List<Double>> effects = new TreeMap<>();

  /** The highest rate known to hold, and the lowest above it that is not. */
  private double low;

  private OptionalDouble high = OptionalDouble.empty();

  CapacitySearch(Limits limits, Probe probe) {
    this.limits = limits;
    this.probe = probe;
    this.low = limits.fromPerSecond();
  }

  /** Searches. */
  Answer search() throws IOException, InterruptedException {
    Outcome lowest = decide(low, Step.BRACKET);
    if (lowest != Outcome.HOLDS) {
      return withoutRate(lowest);
    }
    bracket();
    while (high.isPresent() && high.getAsDouble() > low * (1 + limits.precisionRatio())) {
      double middle = Rates.rounded(Math.sqrt(low * high.getAsDouble()));
      if (decide(middle, Step.BISECT) == Outcome.HOLDS) {
        low = middle;
      } else {
        high = OptionalDouble.of(middle);
      }
    }
    return confirm();
  }

  private void bracket() throws IOException, InterruptedException {
    while (low < limits.maxPerSecond()) {
      double rate = Math.min(GROWTH * low, limits.maxPerSecond());
      if (decide(rate, Step.BRACKET) == Outcome.HOLDS) {
        low = rate;
        continue;
      }
      double beyond = Math.min(Rates.rounded(BEYOND * rate), limits.maxPerSecond());
      if (outcomes.get(rate) == Outcome.FAILS
          && beyond > rate
          && decide(beyond, Step.BEYOND) == Outcome.HOLDS
          && decide(rate, Step.REPEAT) == Outcome.HOLDS) {
        low = beyond; // What failed was a disturbance.
        continue;
      }
      high = OptionalDouble.of(rate);
      return;
    }
  }

  /** Plays runs at a rate until they decide, on no other evidence than theirs. */
  private Outcome decide(double rate, Step first) throws IOException, InterruptedException {
    Optional<Result.Valid> all = Optional.empty();
    Outcome outcome = Outcome.INVALID;
    for (int i = 0;
        i < TRIES && (outcome == Outcome.INVALID || outcome == Outcome.UNDECIDED);
        i++) {
      int used = tries.merge(rate, 1, Integer::sum) - 1;
      Result result = play(rate, limits.seed() + used, i == 0 ? first : Step.REPEAT);
      if (result instanceof Result.Valid valid) {
        all = Optional.of(all.isPresent() ? all.get().plus(valid) : valid);
        outcome = all.get().judge(limits.attainment());
      } else {
        invalid.put(rate, ((Result.Invalid) result).reason());
      }
    }
    outcomes.put(rate, outcome);
    return outcome;
  }

  private Result play(double rate, long seed, Step step) throws IOException, InterruptedException {
    Result result = probe.play(rate, seed, step);
    if (result instanceof Result.Valid valid) {
      List<Double> here = effects.get(rate);
      effects.put(rate, (here == null ? valid : valid.withEffects(here)).effects());
      double near = 1 + limits.precisionRatio();
      for (List<Double> other : effects.subMap(rate / near, true, rate * near, true).values()) {
        valid = valid.withEffects(other);
      }
      result = valid;
    }
    probe.taken(result);
    return result;
  }

  private Answer confirm() throws IOException, InterruptedException {
    long seed = limits.seed() + FIRST_SEED_OF_CONFIRMATIONS;
    int invalidRuns = 0;
    int confirmations = 0;
    while (confirmations < CONFIRMATIONS) {
      Result result = play(low, seed++, Step.CONFIRM);
      if (result instanceof Result.Invalid nothing) {
        invalid.put(low, nothing.reason());
        if (++invalidRuns == TRIES) {
          return unknown("no confirmation run at " + perSecond(low) + " was valid", low);
        }
        continue;
      }
      Result.Valid valid = (Result.Valid) result;
      Outcome outcome = valid.judge(limits.attainment());
      outcomes.put(low, outcome);
      if (outcome == Outcome.HOLDS) {
        return confirmed(valid);
      }
      if (low == limits.fromPerSecond()) {
        break;
      }
      // Small steps first: the search is seldom far off. Then larger ones, to come to an end.
      double step = Math.pow(1 + limits.precisionRatio(), 1 << confirmations);
      high = OptionalDouble.of(low);
      low = Math.max(limits.fromPerSecond(), Rates.rounded(low / step));
      confirmations++;
    }
    return unknown("no rate that the search found was confirmed, down to " + perSecond(low), low);
  }

  private Answer confirmed(Result.Valid evidence) {
    StringBuilder text = new StringBuilder();
    text.append("The criterion holds at ").append(perSecond(low)).append(": ");
    text.append(
        String.join(
            "; ",
            evidence.attainments().stream()
                .map(
                    a ->
                        String.format(
                            Locale.ROOT,
                            "%s %.3f %% within their SLO, at least %.3f %% with 99 %% confidence",
                            a.entry(),
                            100 * a.share(),
                            100 * a.atLeast()))
                .toList()));
    text.append(
        String.format(
            Locale.ROOT,
            " (asked: %s %%). It was confirmed by a run of its own; the chance that this rate is too"
                + " high is at most %d %%, if misses always come in such bunches as in these runs.",
            Rates.plain(100 * limits.attainment()),
            MOST_TOO_HIGH_PERCENT));
    if (high.isEmpty()) {
      text.append(" No higher rate was allowed: the capacity may be more.");
      return answer(Answer.Kind.AT_LEAST, text);
    }
    double end = high.getAsDouble();
    Outcome above = outcomes.getOrDefault(end, Outcome.INVALID);
    if (above == Outcome.INVALID) {
      text.append(" What ends there is not the target but the measurement: at ");
      text.append(perSecond(end)).append(" no run was valid (").append(invalid.get(end));
      text.append("). The capacity is at least this rate; how much more could not be told.");
      return answer(Answer.Kind.UNKNOWN, text);
    }
    text.append(" At ").append(perSecond(end));
    text.append(
        above == Outcome.FAILS
            ? " it fails."
            : " neither was shown: the share is too near to what is asked for runs of this length.");
    return answer(Answer.Kind.FOUND, text);
  }

  private Answer answer(Answer.Kind kind, StringBuilder text) {
    List<Double> above = holdsAboveAFailure();
    if (!above.isEmpty()) {
      text.append(" Not monotone: it also held at ");
      text.append(String.join(", ", above.stream().map(Rates::plain).toList()));
      text.append(" requests/s, above rates at which it failed; see all probes.");
    }
    return new Answer(kind, OptionalDouble.of(low), high, above.isEmpty(), text.toString());
  }

  private List<Double> holdsAboveAFailure() {
    List<Double> rates = new ArrayList<>();
    boolean failed = false;
    for (Map.Entry<Double, Outcome> decided : outcomes.entrySet()) {
      failed |= decided.getValue() == Outcome.FAILS;
      if (failed && decided.getValue() == Outcome.HOLDS) {
        rates.add(decided.getKey());
      }
    }
    return rates;
  }

  private Answer withoutRate(Outcome atLowest) {
    if (atLowest == Outcome.FAILS) {
      return new Answer(
          Answer.Kind.NONE,
          OptionalDouble.empty(),
          OptionalDouble.of(low),
          true,
          "The criterion fails at " + perSecond(low) + ", the lowest rate; lower --from.");
    }
    return unknown(
        atLowest == Outcome.INVALID
            ? "no run at the lowest rate was valid"
            : "at the lowest rate "
                + TRIES
                + " runs show neither that the criterion holds nor that it fails; make them longer"
                + " (--duration-ms)",
        low);
  }

  private Answer unknown(String why, double rate) {
    String reason = invalid.containsKey(rate) ? " (" + invalid.get(rate) + ")" : "";
    return new Answer(
        Answer.Kind.UNKNOWN,
        OptionalDouble.empty(),
        high,
        holdsAboveAFailure().isEmpty(),
        "The capacity could not be told: " + why + reason + ".");
  }

  private static String perSecond(double rate) {
    return Rates.plain(rate) + " requests/s";
  }
}
