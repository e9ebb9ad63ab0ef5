package io.plumbline.loadgen;

import io.plumbline.loadgen.GeneratorHealth.Pause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Asks whether the generator, rather than the target, made what was measured.
 *
 * <p>From the outside in, because what lies further out explains what lies within: the machine, the
 * heap, the generator's own work, its neighbours, and then whatever stopped it. Each reading has a
 * bound that holds anywhere. Where a calibration knows what the reading is on this machine, the
 * bound is {@value #OVER_BASELINE} times that, but never so low that it would forbid what does no
 * harm, and never higher than the bound that holds anywhere. What was not read is not checked.
 *
 * <p>The bounds let pass what runs on two shared cores show while builds run beside them, and lie
 * well below what the same machine shows when the generator is stopped, starved or out of memory.
 * Oversleeping may take a fifth of the presets' smallest SLO: answers are stamped as late as that.
 * Involuntary switches have no bound, because what they cost is in the issuers' wait.
 */
final class HealthChecks {
  private static final double OVER_BASELINE = 3;

  /** An urgent request of the presets misses its SLO by such a stop alone. */
  private static final double STANDSTILL_NANOS = 1e8;

  private static final double HARMLESS_STANDSTILL_NANOS = 5e7;

  private static final double STARVED = .75;

  /**
   * What is asked of one reading.
   *
   * @param bound holds anywhere
   * @param harmless no bound is lower
   * @param scale the value times this is the number in the reason
   * @param reason why the run failed, and the remedy; a format that takes one number
   */
  private record Rule(
      HealthReading reading, double bound, double harmless, double scale, String reason) {}

  private static final List<Rule> BEFORE_STANDSTILL =
      List.of(
          new Rule(
              HealthReading.STEAL,
              .05,
              .01,
              100,
              "the hypervisor took %.0f %% of the processors' time: measure on a machine that does"
                  + " not share them"),
          new Rule(
              HealthReading.GC_TIME,
              .05,
              .01,
              100,
              "the generator was %.0f %% busy in GC: give it more heap (-Xmx)"),
          new Rule(
              HealthReading.HEAP_AFTER_GC,
              .9,
              .5,
              100,
              "%.0f %% of the heap was in use after a collection: give the generator more (-Xmx), or"
                  + " less to hold (--payload-budget-mb, --prepared-ahead)"),
          new Rule(
              HealthReading.PROCESS_CPU,
              .8,
              .3,
              100,
              "the generator used %.0f %% of all processors that it may use, and so waited for"
                  + " itself: lower the rate, or give it more processors"),
          new Rule(
              HealthReading.PROCESS_WAIT,
              STARVED,
              .4,
              100,
              "the generator's threads had to wait for a processor in %.0f %% of the time in which"
                  + " they wanted one: other programs had it; stop them, or give the generator"
                  + " processors of its own"),
          new Rule(
              HealthReading.ISSUER_WAIT,
              .05,
              .01,
              100,
              "an issuing thread waited %.0f %% of the run for a processor: other programs had it;"
                  + " stop them, or let it raise its priority (root, chrt)"));

  private static final Rule OVERSLEPT =
      new Rule(
          HealthReading.HICCUP_P99,
          2e7,
          5e6,
          1e-6,
          "a thread of the generator that wanted to wake did so up to %.0f ms late: answers are"
              + " stamped as late as that; stop other programs, or give it processors of its own");

  private HealthChecks() {}

  /**
   * The checks, the first cause first.
   *
   * @param baseline what calibration read on this machine, by {@link HealthReading#id}
   */
  static List<Check> of(GeneratorHealth health, Map<String, Double> baseline) {
    List<Check> checks = new ArrayList<>();
    for (Rule rule : BEFORE_STANDSTILL) {
      check(rule, health, baseline).ifPresent(checks::add);
    }
    standstill(health, baseline).ifPresent(checks::add);
    check(OVERSLEPT, health, baseline).ifPresent(checks::add);
    return checks;
  }

  private static Optional<Check> check(
      Rule rule, GeneratorHealth health, Map<String, Double> baseline) {
    if (health.reading(rule.reading()).isEmpty()) {
      return Optional.empty();
    }
    double value = health.reading(rule.reading()).getAsDouble();
    double bound = bound(rule.reading(), rule.bound(), rule.harmless(), baseline);
    String reason =
        value <= bound
            ? rule.reading().meaning()
            : String.format(Locale.ROOT, rule.reason(), rule.scale() * value);
    return Optional.of(
        Check.atMost(rule.reading().id(), value, bound, rule.reading().unit(), reason));
  }

  private static double bound(
      HealthReading reading, double anywhere, double harmless, Map<String, Double> baseline) {
    Double usual = baseline.get(reading.id());
    return usual == null ? anywhere : Math.min(anywhere, Math.max(harmless, OVER_BASELINE * usual));
  }

  private static Optional<Check> standstill(GeneratorHealth health, Map<String, Double> baseline) {
    HealthReading reading = HealthReading.HICCUP_MAX;
    if (health.reading(reading).isEmpty()) {
      return Optional.empty();
    }
    double value = health.reading(reading).getAsDouble();
    double bound = bound(reading, STANDSTILL_NANOS, HARMLESS_STANDSTILL_NANOS, baseline);
    Optional<Pause> longest =
        health.standstills().stream().max(Comparator.comparingLong(Pause::lengthNanos));
    String reason =
        value <= bound || longest.isEmpty() ? reading.meaning() : cause(longest.get(), health);
    return Optional.of(Check.atMost(reading.id(), value, bound, reading.unit(), reason));
  }

  private static String cause(Pause standstill, GeneratorHealth health) {
    long collecting =
        health.collections().stream()
            .mapToLong(gc -> gc.overlapNanos(standstill.atNanos(), standstill.endNanos()))
            .sum();
    String what =
        String.format(
            Locale.ROOT,
            "the generator stood still for %.1f s at %.1f s",
            standstill.lengthNanos() / 1e9,
            standstill.atNanos() / 1e9);
    if (2 * collecting >= standstill.lengthNanos()) {
      return what + " because a collection ran: give it more heap (-Xmx)";
    }
    return health.reading(HealthReading.PROCESS_WAIT).orElse(0) > STARVED
        ? what + " for want of a processor"
        : what + " though no collection ran: it was suspended, or the machine was";
  }
}
