package io.plumbline.experiments;

import io.plumbline.scheduler.ServiceTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * One queue of which theory knows something: Poisson arrivals, a service, workers, a load.
 *
 * @param load share of the workers' time that is asked for, nominally
 * @param replications independent runs of it
 * @param lengthNanos of each
 */
record TheorySystem(Service service, int workers, double load, int replications, long lengthNanos) {

  /** Requests per second at full load, for any number of workers. */
  private static final double SERVED_PER_SECOND = 1000;

  /** Beyond 1, because what constant and exponential services show is no news then. */
  private static final double GENERAL_CV = 1.5;

  /** By Kendall's letters. */
  enum Service {
    M("exponential") {
      @Override
      ServiceTime withMean(double millis) {
        return new ServiceTime.Exponential(millis);
      }
    },
    D("constant") {
      @Override
      ServiceTime withMean(double millis) {
        return new ServiceTime.Constant(millis);
      }
    },
    G("lognormal, cv " + GENERAL_CV) {
      @Override
      ServiceTime withMean(double millis) {
        return new ServiceTime.LogNormal(millis, GENERAL_CV);
      }
    };

    private final String words;

    Service(String words) {
      this.words = words;
    }

    abstract ServiceTime withMean(double millis);

    String words() {
      return words;
    }
  }

  private static final long SECOND = 1_000_000_000;

  /** All of them, long enough for intervals that say something: minutes. */
  static List<TheorySystem> full() {
    List<TheorySystem> systems = new ArrayList<>();
    for (int workers : new int[] {1, 8}) {
      for (Service service : Service.values()) {
        // The fuller a queue, the longer it remembers.
        systems.add(new TheorySystem(service, workers, .5, 10, 2 * SECOND));
        systems.add(new TheorySystem(service, workers, .8, 10, 3 * SECOND));
        systems.add(new TheorySystem(service, workers, .9, 10, 6 * SECOND));
      }
    }
    return systems;
  }

  /** A few of them, and short: half a minute. */
  static List<TheorySystem> quick() {
    long length = SECOND / 2;
    return List.of(
        new TheorySystem(Service.M, 1, .5, 8, length),
        new TheorySystem(Service.M, 1, .8, 8, length),
        new TheorySystem(Service.D, 1, .8, 8, length),
        new TheorySystem(Service.G, 1, .5, 8, length),
        new TheorySystem(Service.M, 8, .8, 8, length),
        new TheorySystem(Service.G, 8, .9, 8, length));
  }

  /** {@code M/D/1@0.8}. */
  String name() {
    return String.format(Locale.ROOT, "M/%s/%d@%.1f", service, workers, load);
  }

  double meanServiceMillis() {
    return workers * 1000 / SERVED_PER_SECOND;
  }

  ServiceTime serviceTime() {
    return service.withMean(meanServiceMillis());
  }

  /**
   * The arrivals that make this load of services that each last longer than drawn.
   *
   * @param overshootNanos by how much, on average
   */
  double ratePerSecond(double overshootNanos) {
    return workers * load / (meanServiceMillis() / 1e3 + overshootNanos / 1e9);
  }

  /** Whether the mean wait is known exactly, rather than approximated. */
  boolean isExact() {
    return workers == 1 || service == Service.M;
  }

  /** Whose formula it is. */
  String formula() {
    return workers == 1
        ? "Pollaczek-Khinchine"
        : service == Service.M ? "Erlang C" : "Lee-Longton (approximate)";
  }

  /** Seeds of its own for each replication, whatever other systems are played. */
  SplittableRandom seeds(long root) {
    return new SplittableRandom(new SplittableRandom(root).nextLong() ^ name().hashCode());
  }
}
