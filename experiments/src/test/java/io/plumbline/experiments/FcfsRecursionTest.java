package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.balancing.event.QueueFormulas;
import io.plumbline.experiments.TheorySystem.Service;
import io.plumbline.scheduler.ServiceTime;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FcfsRecursionTest {
  private static final int JOBS = 500;

  @Test
  void oneWorker_servesOneAfterTheOther() {
    // The second waits for the first, the third finds nobody.
    assertThat(FcfsRecursion.startNanos(1, new long[] {0, 1, 7}, new long[] {3, 3, 1}))
        .containsExactly(0, 3, 7);
  }

  @Test
  void twoWorkers_takeWhoCameFirstWhenTheFirstOfThemIsFree() {
    // Workers are busy until 10 and 2; the third job takes the second until 7; so does the fourth.
    assertThat(FcfsRecursion.startNanos(2, new long[] {0, 0, 1, 2}, new long[] {10, 2, 5, 1}))
        .containsExactly(0, 0, 2, 7);
  }

  @Test
  void whatCannotBe_isRefused() {
    assertThatThrownBy(() -> FcfsRecursion.startNanos(0, new long[0], new long[0]))
        .hasMessage("workers must be positive: 0");
    assertThatThrownBy(() -> FcfsRecursion.startNanos(1, new long[] {2, 1}, new long[2]))
        .hasMessage("arrivals must not decrease: 2, 1");
    assertThatThrownBy(() -> FcfsRecursion.startNanos(1, new long[1], new long[] {-1}))
        .hasMessage("service must not be negative: -1");
    assertThatThrownBy(() -> FcfsRecursion.startNanos(1, new long[1], new long[2]))
        .hasMessage("as many services as arrivals are needed: 2 and 1");
  }

  private static long[] arrivals(int count, double meanGap, SplittableRandom random) {
    long[] arrivals = new long[count];
    double at = 0;
    for (int i = 0; i < count; i++) {
      at -= meanGap * Math.log(1 - random.nextDouble());
      arrivals[i] = Math.round(at);
    }
    return arrivals;
  }

  private static long[] services(ServiceTime time, int count, SplittableRandom random) {
    return LongStream.generate(() -> time.sampleNanos(random)).limit(count).toArray();
  }

  /** Lindley's: W' = max(0, W + service - gap). */
  @Test
  void oneWorker_waitsByLindleysRecursion() {
    SplittableRandom random = new SplittableRandom(1);
    long[] arrivals = arrivals(JOBS, 1.25e6, random);
    long[] services = services(new ServiceTime.Exponential(1), JOBS, random);
    long[] starts = FcfsRecursion.startNanos(1, arrivals, services);
    long wait = 0;
    for (int i = 0; i < JOBS; i++) {
      wait = i == 0 ? 0 : Math.max(0, wait + services[i - 1] - (arrivals[i] - arrivals[i - 1]));
      assertThat(starts[i] - arrivals[i]).isEqualTo(wait);
    }
  }

  @Test
  void arrivalsThatAreOffBySoMuch_moveNoStartByMore() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int workers = 1 + seed % 8;
      long off = 1 + random.nextLong(2_000_000);
      long[] arrivals = arrivals(JOBS, 1.1e6 / workers, random);
      long[] services = services(new ServiceTime.Exponential(1), JOBS, random);
      long[] moved =
          Arrays.stream(arrivals).map(a -> a + random.nextLong(off + 1)).sorted().toArray();
      long[] starts = FcfsRecursion.startNanos(workers, arrivals, services);
      long[] movedStarts = FcfsRecursion.startNanos(workers, moved, services);
      for (int i = 0; i < JOBS; i++) {
        assertThat(movedStarts[i] - starts[i]).as("seed %s, job %s", seed, i).isBetween(0L, off);
      }
    }
  }

  /** Recursion and formulas were not made for each other. Seeds are fixed, so it passes always. */
  @ParameterizedTest
  @CsvSource({"M,1,0.5", "M,1,0.8", "D,1,0.8", "G,1,0.8", "M,8,0.5", "M,8,0.8", "M,2,0.9"})
  void meanWait_isTheFormulas(Service service, int workers, double load) {
    int jobs = 100_000;
    ServiceTime time = service.withMean(1);
    SplittableRandom seeds = new SplittableRandom(7);
    double[] means = new double[24];
    for (int r = 0; r < means.length; r++) {
      long[] arrivals = arrivals(jobs, 1e6 / (workers * load), seeds.split());
      long[] starts =
          FcfsRecursion.startNanos(workers, arrivals, services(time, jobs, seeds.split()));
      double sum = 0;
      for (int i = jobs / 10; i < jobs; i++) {
        sum += starts[i] - arrivals[i];
      }
      means[r] = sum / (jobs - jobs / 10);
    }
    MeanInterval measured = MeanInterval.of(means, .999);
    double predicted = QueueFormulas.meanWait(workers, workers * load / 1e6, 1e6, time.cv());
    assertThat(measured.contains(predicted)).as("%s, theory %s", measured, predicted).isTrue();
    assertThat(measured.contains(1.3 * predicted)).as("it says something").isFalse();
  }
}
