package io.plumbline.balancing;

import java.util.Set;

/**
 * Draws an endpoint with a probability in inverse proportion to its cost.
 *
 * <p>Three habits of the notebook are kept. The average cost is that of the endpoints with a cost
 * that is known and not 0; it stands in for a cost that is unknown <i>or 0</i>, so an idle server
 * counts as an average one; without any such cost, each endpoint is as likely. Where the notebook
 * would divide by 0, because negative and positive costs average to exactly that, each is as likely
 * too.
 *
 * @param allowNegative whether a cost below 0 stays what it is instead of becoming 0; if a weight
 *     is then not positive, all weights are moved until the least is 0.1
 */
record Weighted(Costs.Named cost, boolean allowNegative) implements Policy {
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
    private double[] weights;

    AtWork(Client client) {
      this.client = client;
      this.costs = cost.start(client);
      this.weights = new double[client.endpoints().size()];
    }

    @Override
    Endpoint pick(Call call, Endpoints among) {
      int size = among.size();
      if (weights.length < size) {
        weights = new double[size];
      }
      double sum = 0;
      int counted = 0;
      for (int i = 0; i < size; i++) {
        double c = costs.of(among.get(i), call);
        // What is unknown becomes 0: both are treated alike from here on.
        boolean counts = allowNegative ? c < 0 || c > 0 : c > 0;
        weights[i] = counts ? c : 0;
        if (counts) {
          sum += c;
          counted++;
        }
      }
      double average = sum / counted; // NaN if there are none
      if (counted == 0 || (counted < size && average == 0)) {
        return among.get(client.random().nextInt(size));
      }
      for (int i = 0; i < size; i++) {
        weights[i] = 1 / (weights[i] == 0 ? average : weights[i]);
      }
      if (allowNegative && Chances.least(weights, size) <= 0) {
        Chances.shiftAboveZero(weights, size);
      }
      return among.get(Chances.weighted(weights, size, client.random()));
    }
  }
}
