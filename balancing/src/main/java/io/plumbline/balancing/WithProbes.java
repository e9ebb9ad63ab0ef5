package io.plumbline.balancing;

import java.util.EnumSet;
import java.util.Set;

/**
 * Another policy, with news for it: when a call is taken, probes leave, and the call does not wait
 * for them.
 *
 * <p>As in the notebook, there are no more probes than endpoints with nothing in flight, yet they
 * go to any endpoints, not to those.
 *
 * @param probes for each call, on average; a fraction is left to chance
 */
record WithProbes(double probes, Policy policy) implements Policy {
  @Override
  public Balancer balancer(Client client) {
    return new WrappedBalancer(policy.balancer(client)) {
      private final Draw draw = new Draw(client.random());

      @Override
      public Picker take(Call call, Endpoints among) {
        int unused = 0;
        for (int i = 0; i < among.size(); i++) {
          if (among.get(i).inFlight() == 0) {
            unused++;
          }
        }
        int count = Math.min(unused, Chances.round(probes, client.random()));
        draw.next(among.size(), count);
        for (int i = 0; i < count; i++) {
          client.prober().probe(among.get(draw.get(i)));
        }
        return inner.take(call, among);
      }
    };
  }

  @Override
  public Set<Need> needs() {
    Set<Need> all = EnumSet.of(Need.PROBES);
    all.addAll(policy.needs());
    return Set.copyOf(all);
  }
}
