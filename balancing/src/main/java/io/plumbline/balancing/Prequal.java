package io.plumbline.balancing;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;

/**
 * Prequal in its asynchronous mode: every call sends probes whose answers serve later calls, from a
 * pool; the choice is that of a {@link SignalRule}, and random while the pool has fewer than two.
 *
 * <p>Source: as {@link HotCold}. Left out is the probe that may be sent when a client has long been
 * idle: a policy has no timer.
 *
 * @param pool how many answers are kept at most
 * @param maxAgeNanos after which an answer is not used
 * @param probesPerCall how many probes a call sends, to different servers; may be a fraction
 * @param removalsPerCall how many answers a call removes from the pool; may be a fraction
 * @param delta how fast the pool fills, see {@link #reuseBudget}
 * @param rule by which is chosen: {@link HotCold}, unless it is compared with another one
 */
record Prequal(
    int pool,
    long maxAgeNanos,
    double probesPerCall,
    double removalsPerCall,
    double delta,
    Function<Client, SignalRule> rule)
    implements Policy {

  /** What the choice may be made by, to tell what the rule does and what the probes do. */
  private enum Rule {
    HOT_COLD,
    LINEAR
  }

  static Prequal from(PolicySettings settings) {
    return new Prequal(
        settings.integer("pool", 16, 2, 10_000),
        (long) settings.durationNanos("max-age-ms", 1_000, 0.001, 1e9),
        settings.number("probes-per-call", 3, 0, 1_000),
        settings.number("removals-per-call", 1, 0, 1_000),
        settings.number("delta", 1, 0.001, 1_000),
        rule(settings));
  }

  private static Function<Client, SignalRule> rule(PolicySettings settings) {
    return switch (settings.choice("rule", Rule.HOT_COLD)) {
      case HOT_COLD -> {
        HotCold.Settings hotCold = HotCold.Settings.from(settings);
        yield client -> new HotCold(hotCold, client);
      }
      case LINEAR -> {
        LinearRule linear = LinearRule.from(settings);
        yield client -> linear;
      }
    };
  }

  @Override
  public Set<Need> needs() {
    return EnumSet.of(Need.PROBES, Need.REPORTS);
  }

  /**
   * Returns how often one answer may be used, so that the pool stays full: (1 + delta) by the
   * number that a call adds on balance, and at least 1. Of the probes of a call the share m/n finds
   * a server that is in the pool already, and adds nothing.
   *
   * @return infinite if a call adds nothing on balance, such as when the pool has room for all
   *     servers: then age alone limits use
   */
  static double reuseBudget(
      int pool, int servers, double probesPerCall, double removalsPerCall, double delta) {
    double added = (1 - (double) pool / servers) * probesPerCall - removalsPerCall;
    return added <= 0 ? Double.POSITIVE_INFINITY : Math.max(1, (1 + delta) / added);
  }

  @Override
  public Balancer balancer(Client client) {
    return new Pooled(this, client);
  }

  private static final class Pooled implements Balancer {
    private final Client client;
    private final SignalRule rule;
    private final ProbePool pool;
    private final double budget;
    private final FractionalRate probes;
    private final FractionalRate removals;
    private final Draw draw;

    Pooled(Prequal settings, Client client) {
      this.client = client;
      this.rule = settings.rule.apply(client);
      this.pool = new ProbePool(settings.pool, settings.maxAgeNanos, rule);
      this.budget =
          reuseBudget(
              settings.pool,
              client.endpoints().size(),
              settings.probesPerCall,
              settings.removalsPerCall,
              settings.delta);
      this.probes = new FractionalRate(settings.probesPerCall);
      this.removals = new FractionalRate(settings.removalsPerCall);
      this.draw = new Draw(client.random());
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      int count = Math.min(probes.next(), among.size());
      draw.next(among.size(), count);
      for (int i = 0; i < count; i++) {
        client.prober().probe(among.get(draw.get(i)));
      }
      return () -> pick(among);
    }

    private Endpoint pick(Endpoints among) {
      boolean all = among.areSame(client.endpoints());
      Endpoint best = pool.use(among, all, client.clock().nanoTime());
      for (int i = removals.next(); i > 0; i--) {
        pool.removeOne();
      }
      return best != null ? best : among.get(client.random().nextInt(among.size()));
    }

    @Override
    public void probed(Probe probe) {
      Signal signal = Signal.of(probe, client.clock().nanoTime(), uses());
      if (signal != null) {
        rule.saw(signal);
        pool.add(signal);
      }
    }

    /** The budget, its fraction left to chance. */
    private int uses() {
      if (Double.isInfinite(budget)) {
        return Integer.MAX_VALUE;
      }
      double whole = Math.floor(budget);
      return (int) whole + (client.random().nextDouble() < budget - whole ? 1 : 0);
    }

    @Override
    public void sent(Call call, Endpoint endpoint) {
      pool.sent(endpoint);
    }

    @Override
    public void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {
      rule.ended(endpoint, ok);
    }
  }
}
