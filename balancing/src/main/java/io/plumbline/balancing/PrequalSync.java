package io.plumbline.balancing;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prequal in its synchronous mode: every call sends probes, waits for all but one, and goes to the
 * best of those by the rule of {@link HotCold}; at random if none of them told anything.
 *
 * @param probes how many a call sends, to different servers
 * @param timeoutNanos after which a call makes do with the answers that are there, whenever it is
 *     asked again
 */
record PrequalSync(int probes, double timeoutNanos, HotCold.Settings hotCold) implements Policy {

  static PrequalSync from(PolicySettings settings) {
    return new PrequalSync(
        settings.integer("probes", 3, 2, 1_000),
        settings.durationNanos("timeout-ms", 1_000, 0.001, 1e9),
        HotCold.Settings.from(settings));
  }

  @Override
  public Set<Need> needs() {
    return EnumSet.of(Need.PROBES, Need.REPORTS);
  }

  @Override
  public Balancer balancer(Client client) {
    return new Asking(this, client);
  }

  private static final class Asking implements Balancer {
    private final PrequalSync settings;
    private final Client client;
    private final HotCold rule;
    private final Draw draw;

    Asking(PrequalSync settings, Client client) {
      this.settings = settings;
      this.client = client;
      this.rule = new HotCold(settings.hotCold, client);
      this.draw = new Draw(client.random());
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      if (among.size() == 1) {
        return () -> among.get(0);
      }
      int count = Math.min(settings.probes, among.size());
      draw.next(among.size(), count);
      List<Probe> asked = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        asked.add(client.prober().probe(among.get(draw.get(i))));
      }
      return new Answers(asked, among, client.clock().nanoTime());
    }

    @Override
    public void probed(Probe probe) {
      Signal signal = Signal.of(probe, client.clock().nanoTime(), 1);
      if (signal != null) {
        rule.saw(signal);
      }
    }

    @Override
    public void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {
      rule.ended(endpoint, ok);
    }

    /** The probes of one call. */
    private final class Answers implements Picker {
      private final List<Probe> asked;
      private final Endpoints among;
      private final long askedAtNanos;
      private @Nullable Endpoint chosen;

      Answers(List<Probe> asked, Endpoints among, long askedAtNanos) {
        this.asked = asked;
        this.among = among;
        this.askedAtNanos = askedAtNanos;
      }

      @Override
      public Choice poll() {
        if (chosen == null) {
          long now = client.clock().nanoTime();
          long missing = asked.stream().filter(probe -> !probe.ended()).count();
          if (missing > 1 && now - askedAtNanos < settings.timeoutNanos) {
            return Choice.WAIT;
          }
          chosen = choose(now);
        }
        return chosen;
      }

      private Endpoint choose(long nowNanos) {
        List<Signal> signals = new ArrayList<>(asked.size());
        for (Probe probe : asked) {
          Signal signal = Signal.of(probe, nowNanos, 1);
          if (signal != null) {
            signals.add(signal);
          }
        }
        return signals.isEmpty()
            ? among.get(client.random().nextInt(among.size()))
            : signals.get(rule.best(signals)).endpoint();
      }
    }
  }
}
