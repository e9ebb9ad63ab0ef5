package io.plumbline.balancing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers to probes that a client may still choose by, at most one of each server.
 *
 * <p>One leaves when a newer one of the same server comes, when the pool is full and it is the
 * oldest, when it is too old, when it has been used as often as it may, or when it is removed. That
 * the newer replaces the older is how we read the factor 1 - m/n of {@link Prequal#reuseBudget}.
 */
final class ProbePool {
  private final int capacity;
  private final long maxAgeNanos;
  private final SignalRule rule;

  /** In the order in which they came. */
  private final List<Signal> signals = new ArrayList<>();

  private boolean removeWorst;

  ProbePool(int capacity, long maxAgeNanos, SignalRule rule) {
    this.capacity = capacity;
    this.maxAgeNanos = maxAgeNanos;
    this.rule = rule;
  }

  void add(Signal signal) {
    int older = 0;
    while (older < signals.size() && signals.get(older).endpoint() != signal.endpoint()) {
      older++;
    }
    if (older < signals.size()) {
      signals.remove(older);
    } else if (signals.size() == capacity) {
      signals.remove(0);
    }
    signals.add(signal);
  }

  private void expire(long nowNanos) {
    while (!signals.isEmpty() && nowNanos - signals.get(0).receivedAtNanos() > maxAgeNanos) {
      signals.remove(0);
    }
  }

  /** What is in the pool, oldest first; a view. */
  List<Signal> signals() {
    return signals;
  }

  /**
   * Returns the best endpoint and takes one use of what told of it; null if the pool has fewer than
   * two that may be chosen.
   *
   * @param all whether {@code among} are all endpoints, so that nobody need look
   */
  @Nullable Endpoint use(Endpoints among, boolean all, long nowNanos) {
    expire(nowNanos);
    List<Signal> candidates = all ? signals : within(among);
    if (candidates.size() < 2) {
      return null;
    }
    Signal best = candidates.get(rule.best(candidates));
    if (best.spend()) {
      signals.remove(best);
    }
    return best.endpoint();
  }

  /** Takes one out: the oldest and the worst by turns. */
  void removeOne() {
    if (!signals.isEmpty()) {
      signals.remove(removeWorst ? rule.worst(signals) : 0);
      removeWorst = !removeWorst;
    }
  }

  /** The client itself has sent a request there: what the probe told is one too low now. */
  void sent(Endpoint endpoint) {
    for (Signal signal : signals) {
      if (signal.endpoint() == endpoint) {
        signal.addOne();
      }
    }
  }

  private List<Signal> within(Endpoints among) {
    List<Signal> within = new ArrayList<>(signals.size());
    for (Signal signal : signals) {
      if (among.contains(signal.endpoint())) {
        within.add(signal);
      }
    }
    return within;
  }
}
