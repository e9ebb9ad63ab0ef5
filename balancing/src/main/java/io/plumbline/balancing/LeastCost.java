package io.plumbline.balancing;

import java.util.Set;

/**
 * The endpoint that costs least; each of several equal ones is as likely.
 *
 * <p>As in the notebook, what nothing is known of costs nothing, and so is tried first.
 *
 * @param choices how many different endpoints are drawn to choose among; all if there are no more
 */
record LeastCost(Costs.Named cost, int choices) implements Policy {

  /** For {@link #choices}: no draw. */
  static final int ALL = Integer.MAX_VALUE;

  @Override
  public Balancer balancer(Client client) {
    return new AtWork(client);
  }

  @Override
  public Set<Need> needs() {
    return cost.needs();
  }

  private final class AtWork extends OnePollBalancer {
    private final Client client;
    private final Cost costs;
    private final Draw draw;
    private Endpoint[] cheapest;

    AtWork(Client client) {
      this.client = client;
      this.costs = cost.start(client);
      this.draw = new Draw(client.random());
      this.cheapest = new Endpoint[client.endpoints().size()];
    }

    @Override
    Endpoint pick(Call call, Endpoints among) {
      int size = among.size();
      int count = Math.min(choices, size);
      boolean all = count == size;
      if (!all) {
        draw.next(size, count);
      }
      if (cheapest.length < count) {
        cheapest = new Endpoint[count];
      }
      double least = Double.POSITIVE_INFINITY;
      int ties = 0;
      for (int i = 0; i < count; i++) {
        Endpoint endpoint = among.get(all ? i : draw.get(i));
        double known = costs.of(endpoint, call);
        double c = known > 0 ? known : 0; // neither unknown nor negative
        if (c < least || ties == 0) {
          least = c;
          ties = 0;
        }
        if (c == least) {
          cheapest[ties++] = endpoint;
        }
      }
      return cheapest[ties == 1 ? 0 : client.random().nextInt(ties)];
    }
  }
}
