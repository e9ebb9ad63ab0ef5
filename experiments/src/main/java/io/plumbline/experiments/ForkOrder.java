package io.plumbline.experiments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * In which order two sides of several benchmarks are measured: A B of each benchmark, then B A of
 * each, then B A, then A B.
 *
 * <p>Four forks of a benchmark are a block, ABBA or BAAB, so that a machine that gets slower does
 * so for both sides; and since the other benchmarks are measured between the halves of a block, a
 * disturbance meets several benchmarks, and of each both sides.
 *
 * <p>Pure: equal seeds give equal orders.
 *
 * @param seed decides with which side a benchmark begins, and the order of the benchmarks
 */
record ForkOrder(long seed) {

  /** The benchmarks in the order of this pass, counted from 0. */
  <T> List<T> ofPass(int pass, List<T> benchmarks) {
    List<T> order = new ArrayList<>(benchmarks);
    Collections.shuffle(order, random(pass));
    return order;
  }

  /**
   * Whether the baseline is first.
   *
   * @param benchmark its number
   * @param pair of its forks, counted from 0
   */
  boolean baseFirst(int benchmark, int pair) {
    int block = pair / 2;
    int half = pair % 2;
    boolean begins = random(-1L - benchmark).nextBoolean();
    return begins == ((block + half) % 2 == 0);
  }

  /** One scrambled bit per seed, where neighbouring seeds would otherwise begin alike. */
  private Random random(long of) {
    return new Random((seed * 1_000_003 + of) * 0x9E3779B97F4A7C15L);
  }
}
