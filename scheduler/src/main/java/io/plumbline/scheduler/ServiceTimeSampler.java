package io.plumbline.scheduler;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Draws service times for the models of one scheduler, each from a stream of its own.
 *
 * <p>A model's stream depends on the seed and the model's name alone, so the n-th time of a model
 * is the same whatever other models do. Thread-safe: any thread may draw.
 */
final class ServiceTimeSampler {

  private final Map<String, Stream> streams = new TreeMap<>();

  ServiceTimeSampler(Map<String, ServiceTime> serviceTimes, long seed) {
    serviceTimes.forEach(
        (model, time) -> streams.put(model, new Stream(time, seedOf(model, seed))));
  }

  /**
   * Draws the next time of a model.
   *
   * @throws IllegalArgumentException if the model is unknown
   */
  long nextNanos(String model) {
    Stream stream = streams.get(model);
    if (stream == null) {
      throw new IllegalArgumentException("unknown model: " + model);
    }
    return stream.nextNanos();
  }

  private static long seedOf(String model, long seed) {
    // Mixed, because the streams of seeds that differ by a multiple of its constant overlap.
    return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ model.hashCode())
        .nextLong();
  }

  private static final class Stream {
    private final ServiceTime time;
    private final SplittableRandom random;

    Stream(ServiceTime time, long seed) {
      this.time = time;
      this.random = new SplittableRandom(seed);
    }

    synchronized long nextNanos() {
      return time.sampleNanos(random);
    }
  }
}
