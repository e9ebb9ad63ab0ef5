package io.plumbline.loadgen;

import static io.plumbline.loadgen.Rows.MILLI_NANOS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LittlesLawTest {
  private final List<String> skipped = new ArrayList<>();

  private static InFlight seen(double mean, long windowMs) {
    return new InFlight(windowMs, windowMs * MILLI_NANOS, mean, 9, MILLI_NANOS, List.of());
  }

  private static Recording hundred(long lengthMs) {
    Rows rows = new Rows();
    for (int i = 0; i < 100; i++) {
      rows.ok(i * 10L, i * 10L + lengthMs);
    }
    return rows.until(1100);
  }

  @Test
  void sameArea_passes() {
    // 100 requests of 50 ms are 5 request-seconds; 4.9 were seen.
    Check check = LittlesLaw.check(hundred(50), seen(4.9, 1000), skipped).orElseThrow();
    assertThat(check.passed()).isTrue();
    assertThat(check.value()).isCloseTo(.02, within(1e-9));
    // 4 standard deviations of sqrt(100/6) ms, of 5,000 ms.
    assertThat(check.bound()).isCloseTo(.05 + 4 * Math.sqrt(100 / 6.0) / 5000, within(1e-9));
    assertThat(check.reason()).contains("4.900 as sampled, 5.000 by the rows");
  }

  @Test
  void countThatLosesRequests_fails() {
    assertThat(LittlesLaw.check(hundred(50), seen(4.5, 1000), skipped).orElseThrow().passed())
        .isFalse();
  }

  @Test
  void unfinishedRequests_areOutUntilTheEnd() {
    Recording recording =
        new Rows().add(0, 0, -1, RequestStatus.UNFINISHED, 0).ok(100, 600).until(1500);
    Check check = LittlesLaw.check(recording, seen(2, 1000), skipped).orElseThrow();
    assertThat(check.value()).isZero();
  }

  @Test
  void briefRequests_areSkippedWithTheReason() {
    assertThat(LittlesLaw.check(new Rows().ok(0, 1).until(1000), seen(.001, 1000), skipped))
        .isEmpty();
    assertThat(skipped).singleElement().asString().startsWith("littles_law was not checked: ");
  }

  @Test
  void nothingSent_isSkippedWithTheReason() {
    assertThat(LittlesLaw.check(new Rows().notSent(0).until(9), seen(0, 9), skipped)).isEmpty();
    assertThat(skipped)
        .containsExactly("littles_law was not checked: no request was out for any time");
  }

  /** The error that is allowed is the one there is: looks at random times, rows at random times. */
  @Test
  void samplingError_isWithinItsBoundForEverySeed() {
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      long lengthMs = 1 + random.nextLong(40);
      Rows rows = new Rows();
      long[] starts = random.longs(60, 0, 900).sorted().toArray();
      for (long start : starts) {
        rows.ok(start, start + lengthMs);
      }
      SampleTally tally = new SampleTally(10 * MILLI_NANOS);
      for (double at = -20 * random.nextDouble(); at < 1100; at += 5 + 10 * random.nextDouble()) {
        int inFlight = 0;
        for (long start : starts) {
          inFlight += start <= at && at < start + lengthMs ? 1 : 0;
        }
        tally.add((long) ((at + 100) * MILLI_NANOS), 0, inFlight);
      }
      InFlight seen = tally.sampled(0).inFlight().orElseThrow();
      LittlesLaw.check(rows.until(1100), seen, skipped)
          .ifPresent(check -> assertThat(check.passed()).as(check.toString()).isTrue());
    }
  }
}
