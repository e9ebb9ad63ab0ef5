package io.plumbline.balancing;

import java.util.random.RandomGenerator;

/**
 * Takes, of a few random endpoints, the one with the fewest outstanding calls: the power of d
 * choices, as in the supermarket model.
 *
 * <p>Source: gRPC's A48. The draws are with replacement and the first of equals wins. The full scan
 * is Envoy's: all are compared, and equals are equally likely. Envoy's bias of active requests is
 * left out: it acts on servers' configured weights, and here there are none.
 */
record LeastRequest(int choices, Selection selection) implements Policy {

  /** Who is compared. */
  enum Selection {
    N_CHOICES,
    FULL_SCAN
  }

  static LeastRequest from(PolicySettings settings) {
    return new LeastRequest(
        settings.integer("choices", 2, 2, 10), settings.choice("selection", Selection.N_CHOICES));
  }

  @Override
  public Balancer balancer(Client client) {
    RandomGenerator random = client.random();
    Least least = new Least(Least.ALL, random);
    return new CountingBalancer(client) {
      @Override
      public Picker take(Call call, Endpoints among) {
        return selection == Selection.FULL_SCAN
            ? () -> least.of(among, outstanding::at)
            : () -> sample(among);
      }

      private Endpoint sample(Endpoints among) {
        Endpoint best = among.get(random.nextInt(among.size()));
        for (int i = 1; i < choices; i++) {
          Endpoint next = among.get(random.nextInt(among.size()));
          if (outstanding.at(next) < outstanding.at(best)) {
            best = next;
          }
        }
        return best;
      }
    };
  }
}
