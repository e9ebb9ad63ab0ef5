package io.plumbline.balancing;

import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A server that runs out of work joins the queue of one client, which sends its next call there; a
 * client whose queue is empty sends at random.
 *
 * <p>Source: Lu et al., "Join-Idle-Queue: a novel load balancing algorithm for dynamically scalable
 * web services", 2011. Servers that are idle from the beginning are in nobody's queue unless the
 * driver tells so; which ones are idle, those with a free worker or with all workers free, is up to
 * the driver, too. One that another client has found at random is still in the queue, and is taken
 * for idle.
 */
record JoinIdleQueue() implements Policy {
  @Override
  public Set<Need> needs() {
    return EnumSet.of(Need.IDLE);
  }

  @Override
  public Balancer balancer(Client client) {
    // By who joined first; a server that joins again keeps its place.
    Set<Endpoint> idle = new LinkedHashSet<>();
    return new Balancer() {
      @Override
      public Picker take(Call call, Endpoints among) {
        return () -> {
          for (Iterator<Endpoint> queue = idle.iterator(); queue.hasNext(); ) {
            Endpoint first = queue.next();
            if (among.contains(first)) {
              queue.remove();
              return first;
            }
          }
          return among.get(client.random().nextInt(among.size()));
        };
      }

      @Override
      public void idle(Endpoint endpoint) {
        idle.add(endpoint);
      }
    };
  }
}
