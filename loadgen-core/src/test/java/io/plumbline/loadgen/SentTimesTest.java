package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class SentTimesTest {
  private final List<String> skipped = new ArrayList<>();

  /** Poisson arrivals, 100 per second, each sent as the test says. */
  private static Recording recording(long seed, int count, LongUnaryOperator sentMs) {
    SplittableRandom random = new SplittableRandom(seed);
    Rows rows = new Rows();
    double at = 0;
    for (int i = 0; i < count; i++) {
      at += -10 * Math.log(1 - random.nextDouble());
      long planned = (long) at;
      long sent = sentMs.applyAsLong(planned);
      rows.add(planned, sent, sent + 5, RequestStatus.OK, 0);
    }
    return rows.until((long) at + 1000);
  }

  private Check dispersion(Recording recording) {
    return SentTimes.dispersion(recording, row -> false, skipped).orElseThrow();
  }

  @Test
  void everythingInTime_isTheWholeRateAndTheSameShape() {
    Recording recording = recording(1, 1000, planned -> planned);
    assertThat(SentTimes.rate(recording, row -> false).orElseThrow().value()).isEqualTo(1);
    assertThat(dispersion(recording).value()).isZero();
  }

  @Test
  void rate_fallsWithWhatWasNotSentAndWithALateEnd() {
    Rows rows =
        new Rows().ok(0, 1).ok(100, 101).notSent(200).add(300, 400, 401, RequestStatus.OK, 0);
    Check check = SentTimes.rate(rows.until(500), row -> false).orElseThrow();
    // 3 of 4 requests, in 400 ms where the plan has 300.
    assertThat(check.value()).isCloseTo(.75 * .75, within(1e-12));
    assertThat(check.passed()).isFalse();
    // Asked to leave the third out, and to hold the last one back.
    assertThat(SentTimes.rate(rows.until(500), row -> row >= 2).orElseThrow().value()).isEqualTo(1);
  }

  @Test
  void rateOfTheFewThatWereNotHeld_isJudgedOverTheWholePlan() {
    // Of 450 requests in 4.49 s the first two are not held back; the second leaves 1 ms late.
    Rows rows = new Rows().ok(0, 5).add(10, 11, 16, RequestStatus.OK, 0);
    for (long atMs = 20; atMs < 4500; atMs += 10) {
      rows.add(atMs, atMs + 500, atMs + 505, RequestStatus.OK, 0);
    }
    Check check = SentTimes.rate(rows.until(6000), row -> row >= 2).orElseThrow();
    assertThat(check.value()).isCloseTo(4490.0 / 4491, within(1e-12));
    assertThat(check.passed()).isTrue();
  }

  @Test
  void slipOfAMillisecond_keepsTheShapeForEverySeed() {
    for (int seed = 0; seed < 100; seed++) {
      assertThat(dispersion(recording(seed, 1000, planned -> planned + 1)).passed())
          .as("seed " + seed)
          .isTrue();
    }
  }

  @Test
  void sendingInBatches_isFound() {
    // Whatever is due in a tenth of a second leaves at its end: 10 at a time, a window's mean.
    assertThat(dispersion(recording(3, 1000, planned -> (planned / 300 + 1) * 300)).passed())
        .isFalse();
  }

  @Test
  void standstill_isFound() {
    Check check =
        dispersion(
            recording(4, 1000, planned -> planned < 2000 || planned > 3000 ? planned : 3000));
    assertThat(check.passed()).isFalse();
    assertThat(check.reason()).contains("furthest off in windows of ");
  }

  @Test
  void tinyPlan_isSkippedWithTheReason() {
    assertThat(SentTimes.dispersion(recording(5, 199, p -> p), row -> false, skipped)).isEmpty();
    assertThat(skipped)
        .containsExactly(
            "sent_dispersion was not checked: it needs 200 requests sent over some time, and there"
                + " were 199");
  }
}
