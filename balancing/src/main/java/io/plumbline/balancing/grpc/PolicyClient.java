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
 * it. A pick does not count, because it may come to nothing, and then nobody would take it back.
 * Nor is a stream's end always told: that of a call which ends while it leaves gRPC's buffer may
 * come before its beginning. The end of the call itself is told in any case, so it takes back
 * whatever still counts.
 */
final class PolicyClient {
  /** As many latencies of an endpoint are remembered as the notebook does. */
  private static final int LATENCY_WINDOW = 100;

  private final NanoClock clock;
  private final Executor probeSender;
  private final Waker waker;

  private final Object lock = new Object();

  // All guarded by the lock.
  private Object generation = new Object();
  private List<Server> servers = List.of();
  private @Nullable Balancer balancer;
  private @Nullable Channel channel;
  private @Nullable ProbeCounts probeCounts;
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
  PolicyClient(NanoClock clock, Executor probeSender, Waker waker) {
    this.clock = clock;
    this.probeSender = probeSender;
    this.waker = waker;
  }

  /** An endpoint that nothing was sent to. */
  static Endpoint endpoint(int index, String name) {
    return new Endpoint(index, name, LATENCY_WINDOW, null);
  }

  /**
   * Begins anew, with these servers. What was in flight still counts as {@link Endpoint#inFlight};
   * all else that was remembered is gone, as it may have to do with servers that are: policies that
   * count calls themselves begin at none.
   *
   * @param random for whatever the policy leaves to chance
   */
  void restart(Policy policy, RandomGenerator random, List<Server> now) {
    synchronized (lock) {
      generation = new Object();
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

  /**
   * Endpoints to choose among.
   *
   * @param generation stands for the restart that they are of; there is no choosing by it after the
   *     next
   */
  record Connected(Endpoints endpoints, Object generation) {}

  /** The endpoints of these servers; null if there are none. */
  @Nullable Connected endpointsOf(List<Server> some) {
    synchronized (lock) {
      return some.isEmpty()
          ? null
          : new Connected(
              Endpoints.of(some.stream().map(server -> server.endpoint).toList()), generation);
    }
  }

  /**
   * Chooses a server for a call.
   *
   * @return null if it has to wait: {@link Waker} will have it asked again
   */
  @Nullable Chosen choose(PendingCall pending, Connected among) {
    List<CallProbe> probes;
    Channel through;
    Chosen chosen = null;
    boolean later = false;
    synchronized (lock) {
      channel = pending.channel;
      probeCounts = pending.probes;
      Balancer at = balancer;
      if (at == null || among.generation() != generation) {
        return null; // A picker that knows of the new servers is about to come.
      }
      if (pending.isClosed()) {
        return null; // Nobody waits for it any more.
      }
      Picker picker = pending.generation == generation ? pending.picker : null;
      if (picker == null) {
        picker = at.take(pending.call, among.endpoints());
      }
      Choice choice = picker.poll();
      if (choice instanceof Endpoint endpoint && servers.get(endpoint.index()).isReady()) {
        pending.picker = null;
        chosen = new Chosen(servers.get(endpoint.index()), generation);
      } else {
        // One that chose a server which was lost while it waited is of no more use: its successor
        // is asked about those that are connected then.
        pending.picker = choice instanceof Endpoint ? null : picker;
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
  record Chosen(Server server, Object generation) {}

  /** Follows a call on its stream. */
  ClientStreamTracer follow(PendingCall pending, Chosen chosen) {
    Attempt attempt = new Attempt(this, pending, chosen, clock.nanoTime());
    Server server = chosen.server();
    List<CallProbe> probes;
    Channel through;
    synchronized (lock) {
      if (!pending.begins(attempt)) {
        return attempt; // It does not count, and so its end will not either.
      }
      server.endpoint.sent();
      Balancer at = balancer;
      if (at != null && chosen.generation() == generation) {
        at.sent(pending.call, server.endpoint);
      }
      probes = takeUnsent();
      through = channel;
    }
    send(probes, through);
    return attempt;
  }

  /**
   * An attempt has ended; the first end of each counts, and only if it was counted.
   *
   * @param ok whether it was answered well
   * @param abandoned whether its own side gave it up
   */
  void ended(Attempt attempt, boolean ok, boolean abandoned) {
    long nowNanos = clock.nanoTime();
    List<CallProbe> probes;
    Channel through;
    synchronized (lock) {
      if (!attempt.pending().ends(attempt)) {
        return;
      }
      Chosen chosen = attempt.chosen();
      Endpoint endpoint = chosen.server().endpoint;
      long latencyNanos = nowNanos - attempt.sentNanos();
      update(endpoint, ok, latencyNanos, attempt.report(), nowNanos);
      Balancer at = balancer;
      if (at != null && chosen.generation() == generation) {
        Call call = attempt.pending().call;
        if (abandoned) {
          at.abandoned(call, endpoint);
        } else {
          at.ended(call, endpoint, ok, (double) latencyNanos);
        }
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
    if (status.isOk()) {
      probe.counts.answered(report != null);
    }
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
    CallProbe probe =
        new CallProbe(
            servers.get(endpoint.index()),
            generation,
            clock.nanoTime(),
            Objects.requireNonNullElseGet(probeCounts, ProbeCounts::new));
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
