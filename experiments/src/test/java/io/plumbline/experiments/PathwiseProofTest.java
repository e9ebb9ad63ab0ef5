package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.scheduler.ServiceTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathwiseProofTest {

  @Test
  void waitsThatAreTheRecursions_haveNoError() {
    // One worker, 10 each; a transport of 1 each way. Sent at 0 and 4: the second waits 6.
    PathwiseProof proof =
        PathwiseProof.of(
            1, new long[] {0, 4}, new long[] {12, 22}, new long[] {0, 6}, new long[] {10, 10});
    assertThat(proof.errorNanos()).containsExactly(0, 0);
    assertThat(proof.outsideNanos()).containsExactly(2, 2);
    assertThat(proof.unexplained()).isZero();
    assertThat(proof.reordered()).isZero();
  }

  @Test
  void waysInThatDiffer_areAnErrorThatIsExplained() {
    // The first took 3 to get in, the second 1: it waits 8 rather than 6.
    PathwiseProof proof =
        PathwiseProof.of(
            1, new long[] {0, 4}, new long[] {14, 24}, new long[] {0, 8}, new long[] {10, 10});
    assertThat(proof.errorNanos()).containsExactly(0, 2);
    assertThat(proof.unexplained()).isZero();
  }

  @Test
  void waitBeyondWhatTransportTook_isUnexplained() {
    // 2 outside each, but a wait that is 3 too long.
    PathwiseProof proof =
        PathwiseProof.of(
            1, new long[] {0, 4}, new long[] {12, 25}, new long[] {0, 9}, new long[] {10, 10});
    assertThat(proof.errorNanos()).containsExactly(0, 3);
    assertThat(proof.unexplained()).isOne();
  }

  @Test
  void requestsThatOvertookEachOtherOnTheWay_areTakenAsTheyEntered() {
    // Sent at 0 and 1, entered at 5 and 3: the second begins at once, the first waits for it.
    PathwiseProof proof =
        PathwiseProof.of(
            1, new long[] {1, 0}, new long[] {14, 24}, new long[] {0, 8}, new long[] {10, 10});
    assertThat(proof.reordered()).isOne();
    assertThat(proof.unexplained()).isZero();
  }

  @Test
  void timesThatCannotBe_areRefused() {
    assertThatThrownBy(
            () ->
                PathwiseProof.of(1, new long[] {0}, new long[] {5}, new long[] {0}, new long[] {6}))
        .hasMessage("more time was spent inside than passed: -1 ns outside");
  }

  @Test
  void quantile_isTheNearestRank() {
    long[] hundred = IntStream.rangeClosed(1, 100).mapToLong(i -> i).toArray();
    assertThat(PathwiseProof.quantile(.99, hundred)).hasValue(99);
    assertThat(PathwiseProof.quantile(1, hundred)).hasValue(100);
    assertThat(PathwiseProof.quantile(.5, new long[0])).isEmpty();
  }

  /**
   * A first-come-first-served queue behind a transport that differs from request to request, and
   * that stops altogether for 3 ms now and then, after which all that came enters at once, in any
   * order.
   */
  private static final class Path {
    private static final int REQUESTS = 600;
    private static final long MILLI = 1_000_000;

    final int workers;
    final long[] sent = new long[REQUESTS];
    final long[] done = new long[REQUESTS];
    final long[] queued = new long[REQUESTS];
    final long[] served = new long[REQUESTS];

    Path(int workers, int believedWorkers, ServiceTime service, boolean lastFirst, long seed) {
      this.workers = believedWorkers;
      SplittableRandom random = new SplittableRandom(seed);
      long[] entered = new long[REQUESTS];
      double at = 0;
      for (int i = 0; i < REQUESTS; i++) {
        at -= service.meanMillis() * MILLI / (.9 * workers) * Math.log(1 - random.nextDouble());
        sent[i] = Math.round(at);
        long way = 20_000 + random.nextLong(80_000);
        long stopped = sent[i] % (100 * MILLI);
        entered[i] = sent[i] + way + (stopped < 3 * MILLI ? 3 * MILLI - stopped : 0);
        served[i] = service.sampleNanos(random);
      }
      int[] order =
          IntStream.range(0, REQUESTS)
              .boxed()
              .sorted(Comparator.comparingLong(i -> entered[i]))
              .mapToInt(i -> i)
              .toArray();
      long[] starts =
          FcfsRecursion.startNanos(
              workers,
              Arrays.stream(order).mapToLong(i -> entered[i]).toArray(),
              Arrays.stream(order).mapToLong(i -> served[i]).toArray());
      for (int k = 0; k < REQUESTS; k++) {
        queued[order[k]] = starts[k] - entered[order[k]];
      }
      if (lastFirst) {
        swapNeighboursThatWait(order, entered);
      }
      for (int i = 0; i < REQUESTS; i++) {
        done[i] = entered[i] + queued[i] + served[i] + 20_000 + random.nextLong(200_000);
      }
      for (long[] column : List.of(sent, done, queued, served)) {
        long[] asEntered = Arrays.stream(order).mapToLong(i -> column[i]).toArray();
        System.arraycopy(asEntered, 0, column, 0, REQUESTS);
      }
    }

    /** One pair, further apart than any way in, is served in the wrong order. */
    private void swapNeighboursThatWait(int[] order, long[] entered) {
      for (int k = REQUESTS / 2; k + 1 < REQUESTS; k++) {
        int a = order[k];
        int b = order[k + 1];
        if (sent[b] - sent[a] > 4 * MILLI && entered[b] < entered[a] + queued[a]) {
          long startA = entered[a] + queued[a];
          queued[b] = startA - entered[b];
          queued[a] = startA + served[b] - entered[a];
          return;
        }
      }
      throw new AssertionError("nobody waited");
    }

    PathwiseProof proof() {
      return PathwiseProof.of(workers, sent, done, queued, served);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8})
  void rightQueue_isExplained_whateverTheTransportDid(int workers) {
    int reordered = 0;
    for (int seed = 0; seed < 100; seed++) {
      PathwiseProof proof =
          new Path(workers, workers, new ServiceTime.Exponential(workers), false, seed).proof();
      assertThat(proof.unexplained()).as("seed %s", seed).isZero();
      reordered += proof.reordered();
    }
    assertThat(reordered).as("the transport did something").isPositive();
  }

  @Test
  void pairServedInTheWrongOrder_isFoundOut() {
    for (int seed = 0; seed < 30; seed++) {
      Path path = new Path(1, 1, new ServiceTime.Constant(2), true, seed);
      assertThat(path.proof().unexplained()).as("seed %s", seed).isPositive();
    }
  }

  @Test
  void otherNumberOfWorkers_isFoundOut() {
    for (int seed = 0; seed < 30; seed++) {
      ServiceTime service = new ServiceTime.Exponential(8);
      assertThat(new Path(8, 7, service, false, seed).proof().unexplained()).isPositive();
      assertThat(new Path(8, 9, service, false, seed).proof().unexplained()).isPositive();
    }
  }

  @Test
  void singleWaitThatIsAMillisecondTooShort_isFoundOut() {
    for (int seed = 0; seed < 30; seed++) {
      Path path = new Path(1, 1, new ServiceTime.Constant(2), false, seed);
      int i =
          IntStream.range(300, 600)
              .filter(k -> path.queued[k] > 2_000_000 && path.sent[k] % 100_000_000 > 20_000_000)
              .findFirst()
              .orElseThrow();
      path.queued[i] -= 1_000_000;
      path.done[i] -= 1_000_000;
      assertThat(path.proof().unexplained()).as("seed %s", seed).isPositive();
    }
  }
}
