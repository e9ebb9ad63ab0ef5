package io.plumbline.balancing;

import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Finds the endpoint of the least cost, among all or among a few that are drawn without
 * replacement. Ties are broken at random, so that clients that know nothing do not all begin with
 * the same server. A cost that is no number, such as may come of a server's wild report, is above
 * all others.
 *
 * <p>Not thread-safe.
 */
final class Least {

  /** Stands for all of them; no setting can be written so. */
  static final int ALL = 0;

  private final int choices;
  private final RandomGenerator random;
  private final Draw draw;

  Least(int choices, RandomGenerator random) {
    this.choices = choices;
    this.random = random;
    this.draw = new Draw(random);
  }

  /** Reads how many are compared: all of them unless {@code choices} is set. */
  static int choices(PolicySettings settings) {
    return settings.integer("choices", ALL, 1, 1_000_000);
  }

  Endpoint of(Endpoints among, ToDoubleFunction<Endpoint> cost) {
    boolean all = choices == ALL || choices >= among.size();
    int count = all ? among.size() : choices;
    if (!all) {
      draw.next(among.size(), count);
    }
    Endpoint best = among.get(all ? 0 : draw.get(0));
    double least = number(cost.applyAsDouble(best));
    int ties = 1;
    for (int i = 1; i < count; i++) {
      Endpoint next = among.get(all ? i : draw.get(i));
      double its = number(cost.applyAsDouble(next));
      if (its < least) {
        best = next;
        least = its;
        ties = 1;
      } else if (its == least) {
        ties++;
        if (random.nextInt(ties) == 0) {
          best = next;
        }
      }
    }
    return best;
  }

  private static double number(double cost) {
    return Double.isNaN(cost) ? Double.POSITIVE_INFINITY : cost;
  }
}
