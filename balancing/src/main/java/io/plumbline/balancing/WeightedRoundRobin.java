package io.plumbline.balancing;

import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes turns in proportion to the servers' requests per second by utilization, as they report
 * them; errors count as utilization.
 *
 * <p>Of both it takes the mean over the server's window: what came in the last step alone is mostly
 * none or one.
 *
 * <p>Source: gRPC's A58, with its constants. Weights are renewed when the first call after an
 * update period comes, instead of by a timer. Not to be mistaken for a fast policy: until the
 * blackout is over it is round robin.
 *
 * @param blackoutNanos for which a server must have told weights before its weight is used
 * @param expirationNanos after which a weight is not used, if no newer one came
 * @param updateNanos between two looks at the weights
 * @param errorPenalty how much utilization one error per request is worth
 */
record WeightedRoundRobin(
    double blackoutNanos, double expirationNanos, double updateNanos, double errorPenalty)
    implements Policy {

  static WeightedRoundRobin from(PolicySettings settings) {
    return new WeightedRoundRobin(
        settings.durationNanos("blackout-ms", 10_000, 0, 1e9),
        settings.durationNanos("expiration-ms", 180_000, 0.001, 1e9),
        settings.durationNanos("update-ms", 1_000, 0.001, 1e9),
        settings.number("error-penalty", 1, 0, 1e6));
  }

  @Override
  public Set<Need> needs() {
    return EnumSet.of(Need.REPORTS);
  }

  /** Returns the weight that a report comes to; 0 if it tells too little, or beyond all bounds. */
  static double weight(ServerReport report, double errorPenalty) {
    double perSecond = report.arrivalsPerSecond().mean();
    double utilization = report.utilizationPercent().mean() / 100;
    if (!(perSecond > 0 && utilization > 0)) {
      return 0;
    }
    double errors = report.errorsPerSecond() > 0 ? report.errorsPerSecond() / perSecond : 0;
    double weight = perSecond / (utilization + errors * errorPenalty);
    // One infinite weight would make all others 0, and nobody's turn would come.
    return weight < Double.POSITIVE_INFINITY ? weight : 0;
  }

  @Override
  public Balancer balancer(Client client) {
    return new Turns(this, client);
  }

  /** The weight of one endpoint, and since when. */
  private static final class Weight {
    private double value;
    private boolean told;
    private long firstNanos;
    private long lastNanos;

    void read(Endpoint endpoint, WeightedRoundRobin settings) {
      ServerReport report = endpoint.report();
      double weight = report == null ? 0 : weight(report, settings.errorPenalty);
      if (weight > 0) {
        long toldNanos = endpoint.reportedAtNanos();
        // The last one may have expired without anybody's looking.
        if (!told || toldNanos - lastNanos >= settings.expirationNanos) {
          told = true;
          firstNanos = toldNanos;
        }
        value = weight;
        lastNanos = toldNanos;
      }
    }

    /** The weight if it may be used, otherwise 0. After it has expired the blackout begins anew. */
    double at(long nowNanos, WeightedRoundRobin settings) {
      if (told && nowNanos - lastNanos >= settings.expirationNanos) {
        told = false;
      }
      return told && nowNanos - firstNanos >= settings.blackoutNanos ? value : 0;
    }
  }

  private static final class Turns implements Balancer {
    private final WeightedRoundRobin settings;
    private final Client client;
    private final Weight[] weights;
    private @Nullable Endpoints scheduled;
    private StrideScheduler scheduler = new StrideScheduler(new double[] {0});
    private long updatedAtNanos;
    private long step;

    Turns(WeightedRoundRobin settings, Client client) {
      this.settings = settings;
      this.client = client;
      this.weights = new Weight[client.endpoints().size()];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = new Weight();
      }
      this.step = client.random().nextInt(1 << 16);
    }

    @Override
    public Picker take(Call call, Endpoints among) {
      return () -> {
        long now = client.clock().nanoTime();
        if (!among.areSame(scheduled) || now - updatedAtNanos >= settings.updateNanos) {
          update(among, now);
        }
        long turn = scheduler.next(step);
        step = turn + 1;
        return among.get((int) (turn % among.size()));
      };
    }

    private void update(Endpoints among, long nowNanos) {
      double[] usable = new double[among.size()];
      for (int i = 0; i < usable.length; i++) {
        Weight weight = weights[among.get(i).index()];
        // Reports may also come by another way than with answers.
        weight.read(among.get(i), settings);
        usable[i] = weight.at(nowNanos, settings);
      }
      scheduler = new StrideScheduler(usable);
      scheduled = among;
      updatedAtNanos = nowNanos;
    }

    @Override
    public void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {
      weights[endpoint.index()].read(endpoint, settings);
    }
  }
}
