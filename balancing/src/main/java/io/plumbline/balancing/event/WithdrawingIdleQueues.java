package io.plumbline.balancing.event;

import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Client;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.Picker;
import io.plumbline.balancing.Policy;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Join-idle-queue as its formula assumes it: a server is in the queue of a client only while it is
 * idle, so whoever sends it something takes it out of there at once.
 *
 * <p>No real client could be told, so this is no policy to choose; the one that ships leaves a
 * server that was found at random in the queue, and takes it for idle. The engine tells of the
 * withdrawal, without delay, even where there is a network.
 */
record WithdrawingIdleQueues() implements Policy {

  /** A balancer that is told when a server that it knows to be idle no longer is. */
  interface Withdrawing extends Balancer {
    void withdrawn(Endpoint endpoint);
  }

  @Override
  public Set<Need> needs() {
    return EnumSet.of(Need.IDLE);
  }

  @Override
  public Balancer balancer(Client client) {
    Set<Endpoint> idle = new LinkedHashSet<>();
    return new Withdrawing() {
      @Override
      public Picker take(Call call, Endpoints among) {
        return () -> {
          Iterator<Endpoint> queue = idle.iterator();
          // Sending takes it out.
          return queue.hasNext() ? queue.next() : among.get(client.random().nextInt(among.size()));
        };
      }

      @Override
      public void idle(Endpoint endpoint) {
        idle.add(endpoint);
      }

      @Override
      public void withdrawn(Endpoint endpoint) {
        idle.remove(endpoint);
      }
    };
  }
}
