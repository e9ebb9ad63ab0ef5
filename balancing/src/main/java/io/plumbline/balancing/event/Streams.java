package io.plumbline.balancing.event;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random numbers, a stream for each concern, so that what one uses up does not change another:
 * every policy meets the same arrivals, the same work and the same faults.
 */
record Streams(long seed, int repetition) {

  enum Concern {
    GAPS(1),
    CLASSES(2),
    WORK(3),
    SUBSETS(4),
    POLICIES(5),
    NETWORK(6),
    FAULTS(7),
    ANTAGONISTS(8),
    IDLE(9);

    private final int key;

    Concern(int key) {
      this.key = key;
    }
  }

  RandomGenerator of(Concern concern) {
    return of(concern, 0);
  }

  RandomGenerator of(Concern concern, int index) {
    // Each step scrambles what the step before it made, so that near numbers give far streams.
    long key = new SplittableRandom(seed).nextLong();
    key = new SplittableRandom(key + repetition).nextLong();
    key = new SplittableRandom(key + concern.key).nextLong();
    return new SplittableRandom(new SplittableRandom(key + index).nextLong());
  }
}
