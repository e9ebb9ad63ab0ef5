package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DrawTest {

  @Test
  void drawsNoNumberTwice_andAllOfThemWhenThereAreFewer() {
    Draw draw = new Draw(new SplittableRandom(1));
    for (int round = 0; round < 1_000; round++) {
      int n = 1 + round % 7;
      draw.next(n, 5);
      List<Integer> drawn = IntStream.range(0, Math.min(n, 5)).mapToObj(draw::get).toList();
      assertThat(drawn).doesNotHaveDuplicates().allMatch(i -> i >= 0 && i < n);
    }
  }

  @Test
  void everyPairIsEquallyLikely() {
    // 10 pairs of 5 numbers, 100,000 draws: 10,000 each, with a standard deviation of 95.
    Draw draw = new Draw(new SplittableRandom(2));
    int[] seen = new int[32];
    for (int i = 0; i < 100_000; i++) {
      draw.next(5, 2);
      seen[1 << draw.get(0) | 1 << draw.get(1)]++;
    }
    assertThat(IntStream.of(seen).filter(count -> count > 0).toArray())
        .hasSize(10)
        .satisfies(counts -> IntStream.of(counts).forEach(DrawTest::isFair));
  }

  private static void isFair(int count) {
    assertThat(count).isCloseTo(10_000, within(480));
  }

  @Test
  void fractionalRates_areExactAndLeftToNoChance() {
    FractionalRate quarter = new FractionalRate(0.25);
    FractionalRate threeHalves = new FractionalRate(1.5);
    assertThat(IntStream.range(0, 8).map(i -> quarter.next()))
        .containsExactly(0, 0, 0, 1, 0, 0, 0, 1);
    assertThat(IntStream.range(0, 4).map(i -> threeHalves.next())).containsExactly(1, 2, 1, 2);
    for (double rate : new double[] {0, 0.1, 1 / 3.0, 0.99, 2.7, 3}) {
      FractionalRate any = new FractionalRate(rate);
      long given = 0;
      for (int calls = 1; calls <= 10_000; calls++) {
        given += any.next();
        assertThat(given).isEqualTo((long) Math.floor(calls * rate));
      }
    }
  }

  @Test
  void recentRifs_quantileIsThatOfTheLatestValues() {
    RecentRifs rifs = new RecentRifs(5);
    assertThat(rifs.quantile(0.5)).isEqualTo(Double.POSITIVE_INFINITY);
    for (double rif : new double[] {9, 4, 1, 3, 2, 5}) {
      rifs.append(rif);
    }
    // The 9 is gone: 1 2 3 4 5.
    assertThat(rifs.quantile(0.2)).isEqualTo(1);
    assertThat(rifs.quantile(0.21)).isEqualTo(2);
    assertThat(rifs.quantile(0.8)).isEqualTo(4);
    assertThat(rifs.quantile(0.999)).isEqualTo(5);
    assertThat(rifs.quantile(1)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(rifs.quantile(0)).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void recentRifs_agreeWithSortingThem() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int capacity = 1 + random.nextInt(20);
      RecentRifs rifs = new RecentRifs(capacity);
      List<Double> values = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        double rif = random.nextInt(8);
        rifs.append(rif);
        values.add(rif);
        List<Double> sorted =
            values.subList(Math.max(0, values.size() - capacity), values.size()).stream()
                .sorted()
                .toList();
        double share = 0.001 + 0.998 * random.nextDouble();
        double quantile = rifs.quantile(share);
        long within = sorted.stream().filter(value -> value <= quantile).count();
        long below = sorted.stream().filter(value -> value < quantile).count();
        assertThat((double) within).isGreaterThanOrEqualTo(share * sorted.size());
        assertThat((double) below).isLessThan(share * sorted.size());
      }
    }
  }
}
