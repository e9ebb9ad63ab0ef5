package io.plumbline.balancing.event;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Random numbers, a stream for each concern, so that what one uses up does not change another:
 * every policy meets the same arrivals, the same work, the same ways and the same faults.
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
    IDLE(9),
    PROBES(10),
    IDLE_NEWS(11);

    private final int key;

    Concern(int key) {
      this.key = key;
    }
  }

  RandomGenerator of(Concern concern) {
    return of(concern, 0);
  }

  RandomGenerator of(Concern concern, int index) {
    return new SplittableRandom(new SplittableRandom(key(concern) + index).nextLong());
  }

  /** A stream for each number, of a request or a probe: policies change in what order they draw. */
  KeyedRandom keyed(Concern concern) {
    return new KeyedRandom(key(concern));
  }

  private long key(Concern concern) {
    // Each step scrambles what the step before it made, so that near numbers give far streams.
    long key = new SplittableRandom(seed).nextLong();
    key = new SplittableRandom(key + repetition).nextLong();
    return new SplittableRandom(key + concern.key).nextLong();
  }
}
