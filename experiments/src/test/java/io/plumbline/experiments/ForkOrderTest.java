package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForkOrderTest {

  /** {@code ABBA...}, A being the baseline. */
  private static String sides(long seed, int benchmark, int pairs) {
    StringBuilder sides = new StringBuilder();
    for (int pair = 0; pair < pairs; pair++) {
      sides.append(new ForkOrder(seed).baseFirst(benchmark, pair) ? "AB" : "BA");
    }
    return sides.toString();
  }

  @Test
  void blocks_areABBAThenBAAB_orTheOtherWayRound() {
    for (int benchmark = 0; benchmark < 100; benchmark++) {
      assertThat(sides(42, benchmark, 4)).isIn("ABBABAAB", "BAABABBA");
    }
  }

  @Test
  void eachSide_beginsWithAboutHalfOfTheBenchmarks() {
    for (long seed = 0; seed < 20; seed++) {
      ForkOrder order = new ForkOrder(seed);
      long baseFirst = IntStream.range(0, 400).filter(b -> order.baseFirst(b, 0)).count();
      assertThat(baseFirst).as("seed %d", seed).isBetween(150L, 250L);
    }
  }

  @Test
  void passes_haveEveryBenchmarkOnce_inAnOrderThatTheSeedDecides() {
    List<Integer> benchmarks = IntStream.range(0, 50).boxed().toList();
    List<Integer> first = new ForkOrder(42).ofPass(0, benchmarks);
    assertThat(first).containsExactlyInAnyOrderElementsOf(benchmarks).isNotEqualTo(benchmarks);
    assertThat(new ForkOrder(42).ofPass(0, benchmarks)).isEqualTo(first);
    assertThat(new ForkOrder(42).ofPass(1, benchmarks)).isNotEqualTo(first);
    assertThat(new ForkOrder(43).ofPass(0, benchmarks)).isNotEqualTo(first);
  }
}
