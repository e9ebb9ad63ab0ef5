package io.plumbline.balancing;

import java.util.Set;

/**
 * Another policy, among a few that are drawn for each call when it is taken.
 *
 * <p>Drawn as the notebook draws, with putting back: the same endpoint may be among them twice.
 *
 * @param size how many are drawn
 */
record Subset(int size, Policy policy) implements Policy {
  @Override
  public Balancer balancer(Client client) {
    return new WrappedBalancer(policy.balancer(client)) {
      @Override
      public Picker take(Call call, Endpoints among) {
        Endpoint[] drawn = new Endpoint[size];
        for (int i = 0; i < size; i++) {
          drawn[i] = among.get(client.random().nextInt(among.size()));
        }
        return inner.take(call, new Endpoints(drawn));
      }
    };
  }

  @Override
  public Set<Need> needs() {
    return policy.needs();
  }
}
