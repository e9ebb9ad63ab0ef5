package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadGenRunTest {

  private static final long MILLI_NANOS = 1_000_000;
  private static final long SECOND_NANOS = 1_000 * MILLI_NANOS;

  // ---- percentiles

  @ParameterizedTest
  @CsvSource({
    // n, percentile, the rank counted from 1
    "1, 0.5, 1",
    "1, 0.99, 1",
    "100, 0.5, 51",
    "100, 0.99, 100",
    "100, 0.999, 100",
    "1000, 0.5, 501",
    "1000, 0.99, 991",
    "1000, 0.999, 1000",
    "459, 0.99, 455"
  })
  void percentile_isTheQueryAtTheRankCutOff(int count, double percentile, long rank) {
    // Latencies 1 ns to n ns, slowest first: the rank is the value.
    LoadGenQueries.Builder queries = LoadGenQueries.builder(count, SECOND_NANOS);
    for (int i = 0; i < count; i++) {
      queries.answered(i, count - i, SECOND_NANOS);
    }
    assertThat(queries.build().latencyNanosAt(percentile)).isEqualTo(rank);
  }

  @Test
  void minDuration_holdsForTheWholePlanThatAClassIsPartOf() {
    LoadGenQueries.Builder alone = LoadGenQueries.builder(1, 20 * SECOND_NANOS);
    alone.answered(9 * SECOND_NANOS, 1, SECOND_NANOS);
    assertThat(alone.build().offeredUntilNanos()).isEqualTo(9 * SECOND_NANOS);

    LoadGenQueries.Builder part = LoadGenQueries.builder(1, 20 * SECOND_NANOS);
    part.offeredUntil(10 * SECOND_NANOS);
    part.answered(9 * SECOND_NANOS, 1, SECOND_NANOS);
    assertThat(part.build().offeredUntilNanos()).isEqualTo(10 * SECOND_NANOS);
  }

  @Test
  void mean_isRoundedDownAndDoesNotOverflow() {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(3, Long.MAX_VALUE);
    queries.answered(0, 1, SECOND_NANOS);
    queries.answered(0, 1, SECOND_NANOS);
    queries.answered(0, 3, SECOND_NANOS);
    assertThat(queries.build().meanLatencyNanos()).isEqualTo(1);

    queries.answered(0, Long.MAX_VALUE - 5, SECOND_NANOS);
    queries.answered(0, Long.MAX_VALUE - 5, SECOND_NANOS);
    // (5 + 2 * (2^63 - 6)) / 5
    assertThat(queries.build().meanLatencyNanos()).isEqualTo(3_689_348_814_741_910_321L);
  }

  // ---- rates

  @Test
  void rates_areThoseOfThePublishedRun() {
    // Published: target 16.5/s, 9997 queries, the last scheduled at 600.017755005 s; the summary
    // says
    // 16.66 scheduled and 16.20 completed. The run ended 616.868 s after it began.
    long lastPlanned = 600_017_755_005L;
    LoadGenQueries.Builder queries = LoadGenQueries.builder(9997, 617 * SECOND_NANOS);
    for (int i = 0; i < 9996; i++) {
      queries.answered(i * (lastPlanned / 9996), 10 * SECOND_NANOS, 20 * SECOND_NANOS);
    }
    queries.answered(lastPlanned, 616_868_000_000L - lastPlanned, 20 * SECOND_NANOS);

    LoadGenVerdict.Metrics metrics = run(queries).verdict().metrics();

    assertThat(metrics.scheduledPerSecond().getAsDouble()).isCloseTo(16.6595, within(5e-5));
    assertThat(metrics.completedPerSecond().getAsDouble()).isCloseTo(16.2044, within(5e-5));
  }

  @Test
  void completedRate_endsWithTheLastQueryIssuedNotTheLastAnswered() {
    // Three queries over 2 s; the first is answered last, at 4 s, the third at 2.5 s.
    LoadGenQueries.Builder queries = LoadGenQueries.builder(3, 4 * SECOND_NANOS);
    queries.answered(0, 4 * SECOND_NANOS, SECOND_NANOS);
    queries.answered(1 * SECOND_NANOS, 100 * MILLI_NANOS, SECOND_NANOS);
    queries.answered(2 * SECOND_NANOS, 500 * MILLI_NANOS, SECOND_NANOS);

    LoadGenVerdict.Metrics metrics = run(queries).verdict().metrics();

    assertThat(metrics.scheduledPerSecond()).hasValue(2 / 2.0);
    assertThat(metrics.completedPerSecond()).hasValue(2 / 2.5);
  }

  @Test
  void rates_ofOneQueryOrOfOneInstant_areUnknown() {
    LoadGenQueries.Builder one = LoadGenQueries.builder(1, SECOND_NANOS);
    one.answered(0, 5, 10);
    assertThat(run(one).verdict().metrics().scheduledPerSecond()).isEmpty();
    assertThat(run(one).verdict().metrics().completedPerSecond()).isEmpty();

    one.answered(0, 5, 10);
    assertThat(run(one).verdict().metrics().scheduledPerSecond()).isEmpty();
  }

  @Test
  void completedRate_doesNotCountWhatFailed() {
    // Five queries in 4 s, of which two come back; the last is given up when the run ends, at 8 s.
    LoadGenQueries.Builder queries = LoadGenQueries.builder(5, 8 * SECOND_NANOS);
    queries.answered(0, MILLI_NANOS, SECOND_NANOS);
    queries.failed(SECOND_NANOS, SECOND_NANOS, "UNAVAILABLE");
    queries.answered(2 * SECOND_NANOS, MILLI_NANOS, SECOND_NANOS);
    queries.failed(3 * SECOND_NANOS, SECOND_NANOS, "UNAVAILABLE");
    queries.failed(4 * SECOND_NANOS, SECOND_NANOS, "UNFINISHED");

    LoadGenVerdict.Metrics metrics = run(queries).verdict().metrics();

    assertThat(metrics.scheduledPerSecond()).hasValue(4 / 4.0);
    assertThat(metrics.completedPerSecond()).hasValue(1 / 8.0);
  }

  // ---- over latency and failures

  @Test
  void aQueryAtItsTarget_isNotOverIt() {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(2, SECOND_NANOS);
    queries.answered(0, 100, 100);
    assertThat(queries.build().overLatencyCount()).isZero();
    queries.answered(0, 101, 100);
    assertThat(queries.build().overLatencyCount()).isEqualTo(1);
  }

  @Test
  void aFailedQuery_ranksAboveEveryAnswerHoweverSoonItFailed() {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(3, 5 * SECOND_NANOS);
    queries.failed(0, SECOND_NANOS, "UNAVAILABLE");
    queries.answered(0, 4 * SECOND_NANOS, SECOND_NANOS);
    queries.answered(SECOND_NANOS, 1, SECOND_NANOS);

    LoadGenQueries built = queries.build();

    assertThat(built.maxLatencyNanos()).isEqualTo(5 * SECOND_NANOS);
    assertThat(built.latencyNanosAt(0.5)).isEqualTo(4 * SECOND_NANOS);
    assertThat(built.overLatencyCount()).isEqualTo(2);
    assertThat(built.failures()).containsExactly(Map.entry("UNAVAILABLE", 1L));
  }

  @Test
  void aFailedQuery_isOverATargetThatOutlastsTheRun() {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(1, SECOND_NANOS);
    queries.failed(0, 60 * SECOND_NANOS, "UNAVAILABLE");

    assertThat(queries.build().maxLatencyNanos()).isEqualTo(60 * SECOND_NANOS + 1);
    assertThat(queries.build().overLatencyCount()).isEqualTo(1);
  }

  @Test
  void failures_areCountedByReasonAndDoNotFillTheLog() {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(0, SECOND_NANOS);
    for (int i = 0; i < 1000; i++) {
      queries.failed(i, SECOND_NANOS, "deadline exceeded after 0." + i + " s");
    }
    LoadGenQueries built = queries.build();

    assertThat(built.failures()).hasSize(101).containsEntry("other failures", 900L);
    assertThat(built.failureCount()).isEqualTo(1000);
  }

  // ---- validity

  @ParameterizedTest
  @CsvSource({
    // over latency of 1000, min duration s, min queries -> the four conditions, valid
    "0, 999, 1000, true, true, true, true, true",
    "2, 999, 1000, true, true, true, true, true",
    "3, 999, 1000, true, true, true, false, false",
    "9, 999, 1000, true, true, true, false, false",
    "10, 999, 1000, false, true, true, false, false",
    "0, 1000, 1000, true, false, true, true, false",
    "0, 999, 1001, true, true, false, true, false",
    "10, 1000, 1001, false, false, false, false, false"
  })
  void valid_meansAllFourConditions(
      int over,
      long minDurationSeconds,
      long minQueries,
      boolean constraint,
      boolean duration,
      boolean queryCount,
      boolean earlyStopping,
      boolean valid) {
    // One query a second; the last is due at 999 s.
    LoadGenQueries.Builder queries = LoadGenQueries.builder(1000, 2000 * SECOND_NANOS);
    for (int i = 0; i < 1000; i++) {
      queries.answered(i * SECOND_NANOS, i < over ? 101 : 100, 100);
    }

    LoadGenVerdict verdict =
        run(queries.build(), 0.99, minDurationSeconds * 1000, minQueries).verdict();

    assertThat(verdict.performanceConstraintMet()).isEqualTo(constraint);
    assertThat(verdict.minDurationMet()).isEqualTo(duration);
    assertThat(verdict.minQueriesMet()).isEqualTo(queryCount);
    assertThat(verdict.earlyStoppingMet()).isEqualTo(earlyStopping);
    assertThat(verdict.valid()).isEqualTo(valid);
    assertThat(verdict.toleratedOverLatencyCount()).hasValue(2);
    assertThat(verdict.metrics().overLatencyCount()).isEqualTo(over);
  }

  @Test
  void errors_doNotMakeARunInvalid() {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(1000, 2000 * SECOND_NANOS);
    for (int i = 0; i < 1000; i++) {
      if (i == 3 || i == 4) {
        queries.failed(i * SECOND_NANOS, 100, "UNAVAILABLE");
      } else {
        queries.answered(i * SECOND_NANOS, 100, 100);
      }
    }

    LoadGenVerdict verdict = run(queries).verdict();

    assertThat(verdict.valid()).isTrue();
    assertThat(verdict.metrics().errorCount()).isEqualTo(2);
    assertThat(verdict.metrics().overLatencyCount()).isEqualTo(2);
  }

  @Test
  void tooFewQueries_areSaidToBeMissing() {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(100, SECOND_NANOS);
    for (int i = 0; i < 100; i++) {
      queries.answered(i, 1, 100);
    }

    LoadGenVerdict verdict = run(queries).verdict();

    assertThat(verdict.queriesMissing()).isEqualTo(359);
    assertThat(verdict.toleratedOverLatencyCount()).isEmpty();
    assertThat(verdict.performanceConstraintMet()).isTrue();
    assertThat(verdict.valid()).isFalse();
  }

  @Test
  void anInterruptedRun_countsWhatItNeverIssuedAsMissedOnly() {
    // Ten queries, one a second; stopped at 4.5 s.
    LoadGenQueries.Builder queries = LoadGenQueries.builder(10, 4_500 * MILLI_NANOS);
    for (int i = 0; i < 10; i++) {
      if (i < 5) {
        queries.answered(i * SECOND_NANOS, MILLI_NANOS, SECOND_NANOS);
      } else {
        queries.neverIssued(i * SECOND_NANOS, SECOND_NANOS, "INTERRUPTED");
      }
    }

    LoadGenVerdict verdict = run(queries.build(), 0.5, 5_000, 6).verdict();

    assertThat(verdict.minDurationMet()).isFalse();
    assertThat(verdict.minQueriesMet()).isFalse();
    assertThat(verdict.metrics().scheduledPerSecond()).hasValue(4 / 4.0);
    assertThat(verdict.metrics().overLatencyCount()).isEqualTo(5);
    assertThat(verdict.metrics().queryCount()).isEqualTo(10);
  }

  // ---- the total of several classes

  @Test
  void total_judgesEachQueryAgainstItsOwnTarget() {
    // Half of it urgent and over its 100 ms, though far below the 2 s of the other half.
    LoadGenQueries.Builder queries = LoadGenQueries.builder(1000, 2000 * SECOND_NANOS);
    for (int i = 0; i < 500; i++) {
      queries.answered(i * SECOND_NANOS, 101 * MILLI_NANOS, 100 * MILLI_NANOS);
      queries.answered(i * SECOND_NANOS, 2_000 * MILLI_NANOS, 2_000 * MILLI_NANOS);
    }

    LoadGenRun run = run(queries);

    assertThat(run.targetLatencyNanos()).isEqualTo(2_000 * MILLI_NANOS);
    assertThat(run.isJudgedPerClass()).isTrue();
    assertThat(run.verdict().metrics().overLatencyCount()).isEqualTo(500);
    assertThat(run.verdict().performanceConstraintMet()).isFalse();
  }

  @Test
  void performanceConstraint_ofOneTarget_isThePercentileAgainstIt() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 2_000; i++) {
      int count = random.nextInt(1, 300);
      double percentile = new double[] {0.5, 0.9, 0.97, 0.99, 0.999}[random.nextInt(5)];
      LoadGenQueries.Builder queries = LoadGenQueries.builder(count, 1_000);
      double overShare = random.nextDouble() * 3 * (1 - percentile);
      for (int j = 0; j < count; j++) {
        queries.answered(0, random.nextDouble() < overShare ? 101 : random.nextInt(101), 100);
      }
      LoadGenQueries built = queries.build();
      assertThat(built.withinTargetAt(percentile))
          .isEqualTo(built.latencyNanosAt(percentile) <= 100);
    }
  }

  @Test
  void performanceConstraint_ofSeveralTargets_ranksByExcess() {
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 500; i++) {
      int count = random.nextInt(1, 300);
      LoadGenQueries.Builder queries = LoadGenQueries.builder(count, 1_000);
      long[] excessNanos = new long[count];
      for (int j = 0; j < count; j++) {
        long target = random.nextLong(1, 500);
        long response = random.nextLong(0, random.nextInt(50) == 0 ? 1_000 : target);
        queries.answered(0, response, target);
        excessNanos[j] = response - target;
      }
      Arrays.sort(excessNanos);
      assertThat(queries.build().withinTargetAt(0.99))
          .isEqualTo(excessNanos[(int) (count * 0.99)] <= 0);
    }
  }

  @Test
  void passingEarlyStopping_impliesThePerformanceConstraint() {
    SplittableRandom random = new SplittableRandom(10);
    int passed = 0;
    for (int i = 0; i < 500; i++) {
      double percentile = new double[] {0.5, 0.9, 0.95, 0.97, 0.99}[random.nextInt(5)];
      int count = random.nextInt(1, 3_000);
      double overShare = random.nextDouble() * 1.2 * (1 - percentile);
      LoadGenQueries.Builder queries = LoadGenQueries.builder(count, 1_000);
      for (int j = 0; j < count; j++) {
        queries.answered(0, random.nextDouble() < overShare ? 101 : 100, 100);
      }
      LoadGenVerdict verdict = run(queries.build(), percentile, 0, 1).verdict();
      if (verdict.earlyStoppingMet()) {
        passed++;
        assertThat(verdict.performanceConstraintMet()).isTrue();
      }
    }
    assertThat(passed).as("the property was put to the test").isGreaterThan(100);
  }

  // ---- the door

  @Test
  void queries_refuseWhatCannotBe() {
    LoadGenQueries.Builder queries = LoadGenQueries.builder(1, 10);
    assertThatIllegalStateException()
        .isThrownBy(queries::build)
        .withMessage("a stream without queries has no verdict");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queries.answered(5, 6, 100))
        .withMessage(
            "answered after the run ended: due at 5 ns, answered 6 ns later, ended at 10 ns");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queries.answered(5, -1, 100))
        .withMessage("responseNanos must not be negative: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queries.failed(5, 0, "UNAVAILABLE"))
        .withMessage("targetNanos must be positive and not the largest long: 0");
    queries.answered(5, 5, 100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> queries.answered(4, 1, 100))
        .withMessage("queries must come in the order planned: 4 ns after 5 ns");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadGenQueries.builder(1, -1))
        .withMessage("endOfRunNanos must not be negative: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadGenQueries.builder(-1, 1))
        .withMessage("expectedCount must not be negative: -1");
  }

  @Test
  void run_refusesWhatCannotBe() {
    LoadGenQueries.Builder builder = LoadGenQueries.builder(1, 10);
    builder.answered(0, 1, 1);
    LoadGenQueries queries = builder.build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(queries, 1.0, 0, 0))
        .withMessage("percentile must be above 0 and below 1: 1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(queries, 0.99, -1, 0))
        .withMessage("minDurationMillis must not be negative: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> run(queries, 0.99, 0, -1))
        .withMessage("minQueryCount must not be negative: -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoadGenRun.SampleLibrary(10, 11, false))
        .withMessage("performanceCount must be at least 1 and at most totalCount: 11 of 10");
  }

  private static LoadGenRun run(LoadGenQueries.Builder queries) {
    return run(queries.build(), 0.99, 0, 1);
  }

  private static LoadGenRun run(
      LoadGenQueries queries, double percentile, long minDurationMillis, long minQueryCount) {
    return new LoadGenRun(
        "sut",
        1,
        percentile,
        minDurationMillis,
        minQueryCount,
        new LoadGenRun.Seeds(1, 2, 3),
        new LoadGenRun.SampleLibrary(1000, 500, false),
        Optional.empty(),
        queries);
  }
}
