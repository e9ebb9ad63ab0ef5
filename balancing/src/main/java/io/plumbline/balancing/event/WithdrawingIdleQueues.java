package io.plumbline.balancing.event;

import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Client;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.Picker;
import io.plumbline.balancing.Policy;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/**
 * Join-idle-queue as its theory assumes it: an idle server is in one queue only, and leaves it when
 * anybody sends it something. No real client can know that, so this is no policy to choose.
 *
 * <p>Its clients share what is registered: one instance serves one run.
 */
final class WithdrawingIdleQueues implements Policy {
  private final Map<String, Endpoint> registered = new HashMap<>();

  @Override
  public Set<Need> needs() {
    return EnumSet.of(Need.IDLE);
  }

  @Override
  public Balancer balancer(Client client) {
    Queue<Endpoint> queue = new ArrayDeque<>();
    return new Balancer() {
      @Override
      public Picker take(Call call, Endpoints among) {
        return () -> {
          while (!queue.isEmpty()) {
            Endpoint first = queue.remove();
            if (first.equals(registered.get(first.name()))) {
              return first;
            }
          }
          return among.get(client.random().nextInt(among.size()));
        };
      }

      @Override
      public void sent(Call call, Endpoint endpoint) {
        registered.remove(endpoint.name());
      }

      @Override
      public void idle(Endpoint endpoint) {
        registered.put(endpoint.name(), endpoint);
        queue.add(endpoint);
      }
    };
  }
}
