package io.plumbline.balancing.grpc;

import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Choice;
import io.plumbline.balancing.Client;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.Picker;
import io.plumbline.balancing.Policy;
import io.plumbline.balancing.PolicyProvider;
import io.plumbline.balancing.PolicySettings;
import io.plumbline.balancing.Probe;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@code watched}: another policy, and what happens to it, by a label that its test chooses. */
public final class WatchedPolicyProvider implements PolicyProvider {
  private static final Map<String, Watch> WATCHES = new ConcurrentHashMap<>();

  /** What has happened so far. Thread-safe, but for what it lends. */
  static final class Watch {
    final ConcurrentLinkedQueue<Call> taken = new ConcurrentLinkedQueue<>();
    final AtomicInteger waited = new AtomicInteger();
    final AtomicInteger sent = new AtomicInteger();
    final AtomicInteger endedWell = new AtomicInteger();
    final AtomicInteger endedBadly = new AtomicInteger();
    final AtomicInteger abandoned = new AtomicInteger();
    final AtomicInteger probed = new AtomicInteger();
    volatile @Nullable Client client;

    int inFlight() {
      Endpoints endpoints = endpoints();
      int sum = 0;
      for (int i = 0; i < endpoints.size(); i++) {
        sum += endpoints.get(i).inFlight();
      }
      return sum;
    }

    Endpoints endpoints() {
      Client started = client;
      if (started == null) {
        throw new IllegalStateException("the policy has not been started");
      }
      return started.endpoints();
    }
  }

  static Watch watch(String label) {
    return WATCHES.computeIfAbsent(label, any -> new Watch());
  }

  @Override
  public String name() {
    return "watched";
  }

  @Override
  public String description() {
    return "another policy, watched; label, policy";
  }

  @Override
  public Policy create(PolicySettings settings) {
    Watch watch = watch(settings.text("label", ""));
    Policy policy = settings.policy("policy");
    return new Policy() {
      @Override
      public Balancer balancer(Client client) {
        watch.client = client;
        return new Watched(policy.balancer(client), watch);
      }

      @Override
      public Set<Need> needs() {
        return policy.needs();
      }
    };
  }

  private record Watched(Balancer inner, Watch watch) implements Balancer {
    @Override
    public Picker take(Call call, Endpoints among) {
      watch.taken.add(call);
      Picker picker = inner.take(call, among);
      return () -> {
        Choice choice = picker.poll();
        if (choice == Choice.WAIT) {
          watch.waited.incrementAndGet();
        }
        return choice;
      };
    }

    @Override
    public void sent(Call call, Endpoint endpoint) {
      watch.sent.incrementAndGet();
      inner.sent(call, endpoint);
    }

    @Override
    public void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {
      (ok ? watch.endedWell : watch.endedBadly).incrementAndGet();
      inner.ended(call, endpoint, ok, latencyNanos);
    }

    @Override
    public void abandoned(Call call, Endpoint endpoint) {
      watch.abandoned.incrementAndGet();
      inner.abandoned(call, endpoint);
    }

    @Override
    public void probed(Probe probe) {
      watch.probed.incrementAndGet();
      inner.probed(probe);
    }
  }
}
