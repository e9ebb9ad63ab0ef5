package io.plumbline.results.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes forks whose truth is known: {@code level * exp(b + e)} with one b per fork and one e per
 * iteration.
 *
 * @param betweenForks standard deviation of b
 * @param betweenIterations standard deviation of e
 * @param autocorrelation of e from one iteration to the next
 * @param tails how b is distributed
 */
record TwoLevel(
    double betweenForks, double betweenIterations, double autocorrelation, Tails tails) {

  private static final int ITERATIONS = 5;
  private static final double LEVEL_NANOS = 1000;

  /** The shape of the scatter between forks. */
  enum Tails {
    NORMAL {
      @Override
      double next(SplittableRandom random) {
        return random.nextGaussian();
      }
    },
    /** Student's t of 3 degrees, brought to the variance 1. */
    HEAVY {
      @Override
      double next(SplittableRandom random) {
        double squares = 0;
        for (int i = 0; i < 3; i++) {
          squares += Math.pow(random.nextGaussian(), 2);
        }
        return random.nextGaussian() / Math.sqrt(squares);
      }
    },
    /** One fork in five is compiled another way and slower by 2.5; of variance 1. */
    TWO_LEVELS {
      @Override
      double next(SplittableRandom random) {
        return random.nextInt(5) == 0 ? 2 : -.5;
      }
    };

    abstract double next(SplittableRandom random);
  }

  /** Forks that are slower by a factor. */
  List<List<Double>> forks(int count, double factor, SplittableRandom random) {
    List<List<Double>> forks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double fork = betweenForks * tails.next(random);
      double noise = random.nextGaussian();
      List<Double> iterations = new ArrayList<>();
      for (int k = 0; k < ITERATIONS; k++) {
        iterations.add(LEVEL_NANOS * factor * Math.exp(fork + betweenIterations * noise));
        noise =
            autocorrelation * noise
                + Math.sqrt(1 - autocorrelation * autocorrelation) * random.nextGaussian();
      }
      forks.add(iterations);
    }
    return forks;
  }

  /** The same, but every second fork lost some of its iterations. */
  List<List<Double>> ragged(int count, double factor, SplittableRandom random) {
    List<List<Double>> forks = forks(count, factor, random);
    for (int i = 0; i < count; i += 2) {
      forks.set(i, forks.get(i).subList(0, 1 + random.nextInt(ITERATIONS)));
    }
    return forks;
  }
}
