package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class QuantilePrecisionTest {

  @Test
  void sampleThatCannotSupportTheQuantile_neverStops() {
    // The first look at p99 comes at 1000 responses, and only the second may stop.
    QuantilePrecision p99 = new QuantilePrecision(RunLimits.Precision.of(.99, .9));
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 1400; i++) {
      assertThat(p99.ended(true, 1_000_000 + random.nextLong(1_000_000))).isEmpty();
    }
    assertThat(p99.interval()).isEmpty();
  }

  @Test
  void independentResponses_stopWhenTheOrderStatisticsAreClose() {
    // Uniform on 1 to 3 ms: the median is 2 ms.
    QuantilePrecision median = new QuantilePrecision(RunLimits.Precision.of(.5, .02));
    SplittableRandom random = new SplittableRandom(1);
    Optional<StopReason> stop = Optional.empty();
    int count = 0;
    while (stop.isEmpty() && count < 100_000) {
      stop = median.ended(true, 1_000_000 + random.nextLong(2_000_001));
      count++;
    }
    QuantilePrecision.Interval interval = median.interval().orElseThrow();
    assertThat(interval.lowNanos()).isLessThan(2_000_000);
    assertThat(interval.highNanos()).isGreaterThan(2_000_000);
    // A plain interval has a half width of 1.96 ms / sqrt(n),
    // so .02 of 2 ms takes 2400 responses; the corrections may triple that, and looks grow by half.
    assertThat(count).isBetween(2400, 11_000);
    StopReason reason = stop.orElseThrow();
    assertThat(reason.limit()).isEqualTo("precision");
    assertThat(reason.value()).isLessThanOrEqualTo(.02);
    assertThat(reason.scope()).isEqualTo(RunLimits.Scope.POINT);
    assertThat(reason.message()).startsWith("quantile 0.5 of the response times is 2.0");
  }

  @Test
  void failures_rankAboveEveryAnswer() {
    // One in 20 fails, so p99 is among the failures and has no value.
    QuantilePrecision p99 = new QuantilePrecision(RunLimits.Precision.of(.99, .9));
    // The median does not mind.
    QuantilePrecision median = new QuantilePrecision(RunLimits.Precision.of(.5, .05));
    SplittableRandom random = new SplittableRandom(1);
    boolean medianStopped = false;
    for (int i = 0; i < 20_000; i++) {
      boolean ok = i % 20 != 0;
      long response = 1_000_000 + random.nextLong(1_000_000);
      assertThat(p99.ended(ok, response)).isEmpty();
      medianStopped |= median.ended(ok, response).isPresent();
    }
    assertThat(medianStopped).isTrue();
  }

  @Test
  void interval_holdsTheTrueQuantileOfAQueueAsOftenAsItSays() {
    // M/M/1 at load .7, 5 ms of service: responses are exponential with mean 5 / .3 ms, and highly
    // dependent; p90 is ln 10 times the mean.
    double trueNanos = 5e6 / .3 * Math.log(10);
    int runs = 200;
    int missed = 0;
    for (int seed = 0; seed < runs; seed++) {
      QuantilePrecision.Interval interval = untilStopped(new SplittableRandom(seed));
      missed += interval.lowNanos() > trueNanos || interval.highNanos() < trueNanos ? 1 : 0;
    }
    // 5 % are allowed: Binomial(200, .05) exceeds 22 with probability 3e-4.
    assertThat(missed).isLessThanOrEqualTo(22);
  }

  private static QuantilePrecision.Interval untilStopped(SplittableRandom random) {
    QuantilePrecision p90 = new QuantilePrecision(RunLimits.Precision.of(.9, .1));
    double waitMs = 0;
    while (true) {
      double responseMs = waitMs - 5 * Math.log(1 - random.nextDouble());
      if (p90.ended(true, Math.round(responseMs * 1e6)).isPresent()) {
        return p90.interval().orElseThrow();
      }
      waitMs = Math.max(0, responseMs + 5 / .7 * Math.log(1 - random.nextDouble()));
    }
  }
}
