package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whether the values of {@link TensorGenerator#COUNTER} are as random as they must be.
 *
 * <p>Every test asks many questions, each answered by a p-value. All must exceed 10^-4 divided by
 * their number (Bonferroni), so true randomness would fail a test with a probability of at most
 * 10^-4. Keys are fixed: a test that passes goes on to pass until the generator changes.
 */
class CounterTensorTest {
  private static final double FALSE_ALARM = 1e-4;

  private static final int COUNT = 3 * 224 * 224;
  private static final int ROW = 224;

  /** The bits of a value that are looked at. */
  private static final int BITS = 23;

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  private record Answer(String question, double p) {}

  private final List<Answer> answers = new ArrayList<>();
  private final TensorFiller filler = TensorGenerator.COUNTER.newFiller();

  private void answer(String question, double p) {
    answers.add(new Answer(question, p));
  }

  /** For a statistic that is standard normal if all is well, and too small as bad as too large. */
  private void answerNormal(String question, double z) {
    answer(question, 2 * NORMAL.survivalProbability(Math.abs(z)));
  }

  /** For counts that should all be the same; too even is as bad as too uneven. */
  private void answerEven(String question, int[] counts) {
    double expected = Arrays.stream(counts).sum() / (double) counts.length;
    double chiSquare =
        Arrays.stream(counts).mapToDouble(c -> (c - expected) * (c - expected) / expected).sum();
    ChiSquaredDistribution distribution = ChiSquaredDistribution.of(counts.length - 1);
    answer(
        question,
        2
            * Math.min(
                distribution.survivalProbability(chiSquare),
                distribution.cumulativeProbability(chiSquare)));
  }

  @AfterEach
  void everyAnswer_isWithinTheFalseAlarmRate() {
    assertThat(answers).isNotEmpty();
    double least = FALSE_ALARM / answers.size();
    assertThat(answers).allMatch(answer -> answer.p() > least, "p > " + least);
  }

  private float[] tensor(long key) {
    float[] values = new float[COUNT];
    filler.fill(key, values);
    return values;
  }

  /** Simple ones, at which a weak generator would stumble, and those that a run uses. */
  private static long[] keys() {
    Seeds seeds = new Seeds(42);
    long[] keys = {0, 1, 2, -1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, 0xFFFFFFFFL, 0, 0, 0, 0};
    for (int i = 8; i < keys.length; i++) {
      keys[i] = seeds.tensorKey(i);
    }
    return keys;
  }

  /** Pairs of keys of requests that follow one another, and of keys that differ in one bit. */
  private static long[][] neighbours() {
    List<long[]> pairs = new ArrayList<>();
    Seeds seeds = new Seeds(42);
    for (int i = 0; i < 16; i++) {
      pairs.add(new long[] {i, i + 1});
      pairs.add(new long[] {seeds.tensorKey(i), seeds.tensorKey(i + 1)});
    }
    for (int bit = 0; bit < Long.SIZE; bit++) {
      pairs.add(new long[] {7, 7 ^ 1L << bit});
    }
    return pairs.toArray(new long[0][]);
  }

  private static int bin(float value, int bins) {
    return (int) (value * bins);
  }

  private static int bits(float value) {
    return (int) (value * (1 << BITS));
  }

  /** Of values with mean 1/2 and variance 1/12, times the root of their number: standard normal. */
  private static double correlation(float[] a, int from, float[] b, int to, int step) {
    double sum = 0;
    int count = 0;
    for (int i = 0; from + i < a.length && to + i < b.length; i += step) {
      sum += (a[from + i] - .5) * (b[to + i] - .5);
      count++;
    }
    return 12 * sum / Math.sqrt(count);
  }

  @Test
  void values_areUniform() {
    for (long key : keys()) {
      float[] values = tensor(key);
      for (int bins : new int[] {64, 4096}) {
        int[] counts = new int[bins];
        for (float value : values) {
          counts[bin(value, bins)]++;
        }
        answerEven(bins + " bins of key " + key, counts);
      }
      double[] doubles = new double[COUNT];
      Arrays.setAll(doubles, i -> values[i]);
      answer(
          "Kolmogorov-Smirnov of key " + key,
          KolmogorovSmirnovTest.withDefaults().test(doubles, x -> x).getPValue());
    }
  }

  @Test
  void pairsOfOneTensor_areUniformOnTheSquare() {
    // The next value, the next of a lane of 8 or 16, the next row, the next of the maker's chunks.
    for (int lag : new int[] {1, 2, 4, 8, 16, ROW, 1024}) {
      for (long key : keys()) {
        float[] values = tensor(key);
        int[] counts = new int[32 * 32];
        for (int i = 0; i + lag < COUNT; i++) {
          // Each value in one pair only, as the test assumes.
          if (i / lag % 2 == 0) {
            counts[32 * bin(values[i], 32) + bin(values[i + lag], 32)]++;
          }
        }
        answerEven("pairs at lag " + lag + " of key " + key, counts);
      }
    }
  }

  @Test
  void triplesOfOneTensor_areUniformInTheCube() {
    for (long key : keys()) {
      float[] values = tensor(key);
      int[] counts = new int[8 * 8 * 8];
      for (int i = 0; i + 2 < COUNT; i += 3) {
        counts[64 * bin(values[i], 8) + 8 * bin(values[i + 1], 8) + bin(values[i + 2], 8)]++;
      }
      answerEven("triples of key " + key, counts);
    }
  }

  @Test
  void lanes_areNotCorrelated() {
    for (int lanes : new int[] {8, 16}) {
      for (long key : new long[] {0, new Seeds(42).tensorKey(0)}) {
        float[] values = tensor(key);
        for (int a = 0; a < lanes; a++) {
          for (int b = a + 1; b < lanes; b++) {
            answerNormal(
                "lanes " + a + " and " + b + " of " + lanes + ", key " + key,
                correlation(values, a, values, b, lanes));
          }
        }
      }
    }
  }

  @Test
  void rows_areNotCorrelated() {
    for (long key : keys()) {
      float[] values = tensor(key);
      for (int rows = 1; rows <= 8; rows++) {
        answerNormal(
            rows + " rows apart, key " + key, correlation(values, 0, values, rows * ROW, 1));
        // A pattern along the diagonal would not show in the columns.
        answerNormal(
            rows + " rows apart and one aside, key " + key,
            correlation(values, 0, values, rows * ROW + 1, 1));
      }
    }
  }

  @Test
  void neighbouringRequests_areNotCorrelated() {
    for (long[] pair : neighbours()) {
      float[] one = tensor(pair[0]);
      float[] other = tensor(pair[1]);
      int[] counts = new int[32 * 32];
      for (int i = 0; i < COUNT; i++) {
        counts[32 * bin(one[i], 32) + bin(other[i], 32)]++;
      }
      answerEven("pairs of keys " + Arrays.toString(pair), counts);
      for (int shift = 0; shift <= 2; shift++) {
        answerNormal(
            "keys " + Arrays.toString(pair) + " shifted by " + shift,
            correlation(one, 0, other, shift, 1));
      }
    }
  }

  @Test
  void neighbouringRequests_shareNoMoreValuesThanChanceAllows() {
    for (long[] pair : neighbours()) {
      int[] one = sortedBits(tensor(pair[0]));
      int[] other = sortedBits(tensor(pair[1]));
      // Equal values at any two places: a tensor that is another one shifted has all of them.
      long equal = 0;
      for (int value : one) {
        equal += countOf(value, other);
      }
      answerPoisson(
          "values common to keys " + Arrays.toString(pair),
          equal,
          Math.scalb((double) COUNT * COUNT, -BITS));
    }
  }

  @Test
  void valuesOfOneTensor_repeatAsOftenAsChanceHasIt() {
    for (long key : keys()) {
      int[] values = sortedBits(tensor(key));
      long equal = 0;
      for (int value : values) {
        equal += countOf(value, values) - 1;
      }
      answerPoisson(
          "equal pairs of key " + key,
          equal / 2,
          Math.scalb((double) COUNT * (COUNT - 1) / 2, -BITS));
    }
  }

  /** For a count of rare events with a mean so large that it is all but normal. */
  private void answerPoisson(String question, long count, double mean) {
    answerNormal(question, (count - mean) / Math.sqrt(mean));
  }

  private static int[] sortedBits(float[] values) {
    int[] sorted = new int[values.length];
    Arrays.setAll(sorted, i -> bits(values[i]));
    Arrays.sort(sorted);
    return sorted;
  }

  private static int countOf(int value, int[] sorted) {
    int at = Arrays.binarySearch(sorted, value);
    if (at < 0) {
      return 0;
    }
    int from = at;
    while (from > 0 && sorted[from - 1] == value) {
      from--;
    }
    int to = at;
    while (to < sorted.length && sorted[to] == value) {
      to++;
    }
    return to - from;
  }

  @Test
  void everyBit_isSetHalfTheTime() {
    for (long key : keys()) {
      int[] ones = new int[BITS];
      for (float value : tensor(key)) {
        count(ones, bits(value));
      }
      answerHalf("of key " + key, ones);
    }
  }

  @Test
  void everyBitOfTheKey_flipsEveryBitOfTheValuesHalfTheTime() {
    for (long key : new long[] {0, new Seeds(42).tensorKey(0)}) {
      float[] values = tensor(key);
      for (int bit = 0; bit < Long.SIZE; bit++) {
        float[] flipped = tensor(key ^ 1L << bit);
        int[] changes = new int[BITS];
        for (int i = 0; i < COUNT; i++) {
          count(changes, bits(values[i]) ^ bits(flipped[i]));
        }
        answerHalf("by bit " + bit + " of key " + key, changes);
      }
    }
  }

  private static void count(int[] ones, int word) {
    for (int bit = 0; bit < BITS; bit++) {
      ones[bit] += word >>> bit & 1;
    }
  }

  private void answerHalf(String of, int[] ones) {
    for (int bit = 0; bit < BITS; bit++) {
      answerNormal("bit " + bit + " " + of, (ones[bit] - COUNT / 2.) / Math.sqrt(COUNT / 4.));
    }
  }
}
