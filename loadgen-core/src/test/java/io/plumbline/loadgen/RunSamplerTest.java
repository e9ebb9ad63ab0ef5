package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RunSamplerTest {
  @Test
  void sampler_looksUntilItIsStopped() throws InterruptedException {
    CountDownLatch looks = new CountDownLatch(50);
    AtomicLong sent = new AtomicLong();
    RunSampler sampler =
        RunSampler.start(
            () -> {
              looks.countDown();
              return sent.incrementAndGet() + 3;
            },
            sent::get,
            RunClock.system(),
            42);
    looks.await();
    RunSampler.Sampled sampled = sampler.stop(RunClock.system().epochNanos());
    InFlight seen = sampled.inFlight().orElseThrow();
    assertThat(seen.samples()).isGreaterThanOrEqualTo(50);
    // Ended is asked first: one more was sent since.
    assertThat(seen.max()).isEqualTo(4);
    assertThat(seen.mean()).isEqualTo(4);
    assertThat(sampled.hiccupMaxNanos()).isGreaterThanOrEqualTo(sampled.hiccupP99Nanos());
    assertThat(seen.seconds().get(0).fromNanos()).as("before the instant given").isNegative();
  }
}
