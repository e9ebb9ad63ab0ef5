package io.plumbline.balancing.grpc;

import io.grpc.Channel;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.plumbline.balancing.Balancer;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Choice;
import io.plumbline.balancing.Client;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Endpoints;
import io.plumbline.balancing.NanoClock;
import io.plumbline.balancing.Picker;
import io.plumbline.balancing.Policy;
import io.plumbline.balancing.Probe;
import io.plumbline.balancing.ServerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A policy at work for one channel.
 *
 * <p>Thread-safe: threads that make calls choose, the transport's threads tell how calls and probes
 * end, the channel's synchronization context changes the servers. The core is not, so one lock per
 * channel lets one of them at it at a time; nothing under it waits, calls gRPC, or parses.
 *
 * <p>A call counts as in flight from the making of its stream to the closing of it, whoever closes
 * it: gRPC tells of both exactly once. A pick does not count, because it may come to nothing, and
 * then nobody would take it back.
 */
final class PolicyClient {
  /** As many latencies of an endpoint are remembered as the notebook does. */
  private static final int LATENCY_WINDOW = 100;

  private final Policy policy;
  private final RandomGenerator random;
  private final NanoClock clock;
  private final Executor probeSender;
  private final Waker waker;

  private final Object lock = new Object();

  // All guarded by the lock.
  private int generation;
  private List<Server> servers = List.of();
  private @Nullable Balancer balancer;
  private @Nullable Channel channel;
  private List<CallProbe> unsent = new ArrayList<>();
  private boolean waiting;
  private boolean wakingLater;

  /** Has waiting calls asked again; neither may wait, or ask at once. */
  interface Waker {
    void wake();

    void wakeLater(Runnable task);
  }

  /**
   * @param probeSender sends probes, so that no thread that makes a call has to
   */
  PolicyClient(
      Policy policy, RandomGenerator random, NanoClock clock, Executor probeSender, Waker waker) {
    this.policy = policy;
    this.random = random;
    this.clock = clock;
    this.probeSender = probeSender;
    this.waker = waker;
  }

  /** An endpoint that nothing was sent to. */
  static Endpoint endpoint(int index, String name) {
    return new Endpoint(index, name, LATENCY_WINDOW, null);
  }

  /**
   * Begins anew with these servers. What was in flight still counts; all else that the policy
   * remembered is gone, as it may have to do with servers that are.
   */
  void restart(List<Server> now) {
    synchronized (lock) {
      generation++;
      servers = List.copyOf(now);
      List<Endpoint> endpoints = new ArrayList<>();
      for (Server server : servers) {
        Endpoint fresh = endpoint(endpoints.size(), server.endpoint.name());
        for (int i = 0; i < server.endpoint.inFlight(); i++) {
          fresh.sent();
        }
        server.endpoint = fresh;
        endpoints.add(fresh);
      }
      balancer = policy.balancer(new Client(Endpoints.of(endpoints), random, clock, this::probe));
    }
  }

  /** The endpoints of these servers; null if there are none. */
  @Nullable Endpoints endpointsOf(List<Server> some) {
    synchronized (lock) {
      return some.isEmpty()
          ? null
          : Endpoints.of(some.stream().map(server -> server.endpoint).toList());
    }
  }

  /**
   * Chooses a server for a call.
   *
   * @return null if it has to wait: {@link Waker} will have it asked again
   */
  @Nullable Chosen choose(PendingCall pending, Endpoints among) {
    List<CallProbe> probes;
    Channel through;
    Chosen chosen = null;
    boolean later = false;
    synchronized (lock) {
      channel = pending.channel;
      Balancer at = balancer;
      if (at == null) {
        return null; // The first addresses are still to come, and a picker with them.
      }
      Picker picker = pending.generation == generation ? pending.picker : null;
      if (picker == null) {
        picker = at.take(pending.call, among);
      }
      Choice choice = picker.poll();
      if (choice instanceof Endpoint endpoint) {
        pending.picker = null;
        chosen = new Chosen(servers.get(endpoint.index()), generation);
      } else {
        pending.picker = picker;
        pending.generation = generation;
        waiting = true;
        later = !wakingLater;
        wakingLater = true;
      }
      probes = takeUnsent();
      through = pending.channel;
    }
    send(probes, through);
    if (later) {
      waker.wakeLater(this::wokenLater);
    }
    return chosen;
  }

  /** A server for a call, and who chose it. */
  record Chosen(Server server, int generation) {}

  /** Follows a call on its stream. */
  ClientStreamTracer follow(Call call, Chosen chosen) {
    long sentNanos = clock.nanoTime();
    Server server = chosen.server();
    List<CallProbe> probes;
    Channel through;
    synchronized (lock) {
      server.endpoint.sent();
      Balancer at = balancer;
      if (at != null && chosen.generation() == generation) {
        at.sent(call, server.endpoint);
      }
      probes = takeUnsent();
      through = channel;
    }
    send(probes, through);
    return new ClientStreamTracer() {
      private volatile @Nullable ServerReport report;

      @Override
      public void inboundTrailers(Metadata trailers) {
        report = OrcaReports.of(trailers);
      }

      @Override
      public void streamClosed(Status status) {
        ended(call, chosen, status.isOk(), sentNanos, report);
      }
    };
  }

  private void ended(
      Call call, Chosen chosen, boolean ok, long sentNanos, @Nullable ServerReport report) {
    long nowNanos = clock.nanoTime();
    List<CallProbe> probes;
    Channel through;
    synchronized (lock) {
      Endpoint endpoint = chosen.server().endpoint;
      update(endpoint, ok, nowNanos - sentNanos, report, nowNanos);
      Balancer at = balancer;
      if (at != null && chosen.generation() == generation) {
        at.ended(call, endpoint, ok, (double) (nowNanos - sentNanos));
      }
      probes = takeUnsent();
      through = channel;
    }
    send(probes, through);
  }

  private void probeEnded(CallProbe probe, Status status, Metadata trailers) {
    long nowNanos = clock.nanoTime();
    ServerReport report = OrcaReports.of(trailers);
    List<CallProbe> probes;
    Channel through;
    boolean wake;
    synchronized (lock) {
      update(probe.server().endpoint, status.isOk(), nowNanos - probe.sentNanos, report, nowNanos);
      probe.end(told(status, report));
      Balancer at = balancer;
      if (at != null && probe.generation == generation) {
        at.probed(probe);
      }
      probes = takeUnsent();
      through = channel;
      wake = waiting;
      waiting = false;
    }
    send(probes, through);
    if (wake) {
      waker.wake();
    }
  }

  /** Who answers without a report is there all the same. */
  private static @Nullable ServerReport told(Status status, @Nullable ServerReport report) {
    return status.isOk() ? Objects.requireNonNullElse(report, ServerReport.EMPTY) : null;
  }

  /** A failure's latency tells nothing of how long an answer would take; its report does. */
  private static void update(
      Endpoint endpoint,
      boolean ok,
      long latencyNanos,
      @Nullable ServerReport report,
      long nowNanos) {
    endpoint.left();
    if (ok) {
      endpoint.answered((double) latencyNanos, report, nowNanos);
    } else if (report != null) {
      endpoint.reported(report, nowNanos);
    }
  }

  private void wokenLater() {
    boolean wake;
    synchronized (lock) {
      wakingLater = false;
      wake = waiting;
      waiting = false;
    }
    if (wake) {
      waker.wake();
    }
  }

  /** Under the lock, as only the policy asks; it is sent when the lock is free again. */
  private Probe probe(Endpoint endpoint) {
    CallProbe probe = new CallProbe(servers.get(endpoint.index()), generation, clock.nanoTime());
    endpoint.sent();
    unsent.add(probe);
    return probe;
  }

  private List<CallProbe> takeUnsent() {
    if (unsent.isEmpty()) {
      return List.of();
    }
    List<CallProbe> probes = unsent;
    unsent = new ArrayList<>();
    return probes;
  }

  private void send(List<CallProbe> probes, @Nullable Channel through) {
    if (probes.isEmpty()) {
      return;
    }
    if (through == null) {
      throw new IllegalStateException("a policy may not probe before the first call");
    }
    try {
      probeSender.execute(
          () -> probes.forEach(probe -> probe.send(through, PolicyClient.this::probeEnded)));
    } catch (RejectedExecutionException e) {
      // The channel is closing: nobody will be asked anything any more, the policy included.
      synchronized (lock) {
        for (CallProbe probe : probes) {
          probe.server().endpoint.left();
          probe.end(null);
        }
      }
    }
  }
}
