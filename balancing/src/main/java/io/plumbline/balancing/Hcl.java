package io.plumbline.balancing;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * Hot or cold: among the endpoints whose health is no worse than most of what was seen lately, the
 * one with the least rank; if all are worse, the one of best health. Less is better in both.
 *
 * <p>What was seen lately are the last {@value #WINDOW} healths of each server, by name, taken at
 * every pick. The habits of the notebook are kept: two endpoints of one name add to its window
 * twice a pick, and the window counts twice; an unknown health or rank is the average of those that
 * are known and not 0; without any such health, or then without any such rank, each endpoint is as
 * likely; of equal ranks the first endpoint wins, without a draw.
 *
 * @param percentile of the healths, from 0 to 100: up to it an endpoint is cold
 */
record Hcl(Costs.Named rank, Costs.Named health, double percentile) implements Policy {

  /** Healths that are kept for each name. */
  static final int WINDOW = 100;

  @Override
  public Balancer balancer(Client client) {
    return new AtWork(client);
  }

  @Override
  public Set<Need> needs() {
    Set<Need> both = EnumSet.noneOf(Need.class);
    both.addAll(rank.needs());
    both.addAll(health.needs());
    return Set.copyOf(both);
  }

  private final class AtWork extends OnePollBalancer {
    private final Client client;
    private final Cost rankCost;
    private final Cost healthCost;
    private final Healths healths;
    private double[] ranks;
    private double[] current;

    AtWork(Client client) {
      this.client = client;
      this.rankCost = rank.start(client);
      this.healthCost = health.start(client);
      this.healths = new Healths(client.endpoints());
      this.ranks = new double[client.endpoints().size()];
      this.current = new double[ranks.length];
    }

    @Override
    Endpoint pick(Call call, Endpoints among) {
      int size = among.size();
      if (current.length < size) {
        current = new double[size];
        ranks = new double[size];
      }
      double averageHealth = read(healthCost, call, among, current);
      if (!Cost.isKnown(averageHealth)) {
        return any(among);
      }
      for (int i = 0; i < size; i++) {
        if (Cost.isKnown(current[i])) {
          healths.append(among.get(i), current[i]);
        }
      }
      double cutoff = healths.percentile(percentile, among);
      double averageRank = read(rankCost, call, among, ranks);
      if (!Cost.isKnown(averageRank)) {
        return any(among);
      }
      int coldest = -1;
      int healthiest = 0;
      for (int i = 0; i < size; i++) {
        if (!Cost.isKnown(current[i])) {
          current[i] = averageHealth;
        }
        if (!Cost.isKnown(ranks[i])) {
          ranks[i] = averageRank;
        }
        if (current[i] <= cutoff && (coldest < 0 || ranks[i] < ranks[coldest])) {
          coldest = i;
        }
        if (current[i] < current[healthiest]) {
          healthiest = i;
        }
      }
      return among.get(coldest < 0 ? healthiest : coldest);
    }

    private Endpoint any(Endpoints among) {
      return among.get(client.random().nextInt(among.size()));
    }
  }

  /** Fills in the costs; returns the mean of those known and not 0, unknown if there are none. */
  private static double read(Cost cost, Call call, Endpoints among, double[] into) {
    double sum = 0;
    int counted = 0;
    for (int i = 0; i < among.size(); i++) {
      double c = cost.of(among.get(i), call);
      into[i] = c;
      if (Cost.isKnown(c) && c != 0) {
        sum += c;
        counted++;
      }
    }
    return counted == 0 ? Cost.UNKNOWN : sum / counted;
  }

  /**
   * The healths that were seen, by the names of a client's endpoints, and a percentile of them.
   *
   * <p>A dozen windows of a hundred would have to be sorted at every pick. Healths are mostly small
   * whole numbers, though, and a pick changes a dozen of them: those are counted, as often as
   * endpoints have the name. Only when there are others, or not all endpoints are to be chosen
   * among, are the windows sorted.
   */
  static final class Healths {
    private final Endpoints all;
    private final int[] nameByEndpoint;
    private final int[] endpointsByName;
    private final double[][] windows;
    private final int[] sizes;
    private final int[] nexts;
    private final SlidingCounts counts = new SlidingCounts();
    private int uncounted;
    private double[] scratch = {};

    Healths(Endpoints all) {
      this.all = all;
      this.nameByEndpoint = all.namesByIndex();
      int names = Arrays.stream(nameByEndpoint).max().orElse(0) + 1;
      this.endpointsByName = new int[names];
      for (int name : nameByEndpoint) {
        endpointsByName[name]++;
      }
      this.windows = new double[names][WINDOW];
      this.sizes = new int[names];
      this.nexts = new int[names];
    }

    void append(Endpoint endpoint, double health) {
      int name = nameByEndpoint[endpoint.index()];
      double[] window = windows[name];
      int at = nexts[name];
      if (sizes[name] == WINDOW) {
        count(window[at], name, -1);
      } else {
        sizes[name]++;
      }
      window[at] = health;
      count(health, name, 1);
      nexts[name] = at + 1 == WINDOW ? 0 : at + 1;
    }

    private void count(double health, int name, int sign) {
      if (SlidingCounts.canHold(health)) {
        counts.add((int) health, sign * endpointsByName[name]);
      } else {
        uncounted += sign;
      }
    }

    /** Returns the percentile, linear between two values; there must be one at least. */
    double percentile(double percentile, Endpoints among) {
      return uncounted == 0 && among.areSame(all)
          ? percentileByCounting(percentile)
          : percentileBySorting(percentile, among);
    }

    double percentileByCounting(double percentile) {
      double position = percentile * (counts.total() - 1) / 100;
      int below = (int) position;
      int value = counts.at(below);
      // The one above is asked for only if it matters: it may not exist.
      return position == below ? value : between(value, counts.at(below + 1), position - below);
    }

    double percentileBySorting(double percentile, Endpoints among) {
      int total = 0;
      for (int i = 0; i < among.size(); i++) {
        int name = nameByEndpoint[among.get(i).index()];
        if (scratch.length < total + sizes[name]) {
          scratch = Arrays.copyOf(scratch, among.size() * WINDOW);
        }
        System.arraycopy(windows[name], 0, scratch, total, sizes[name]);
        total += sizes[name];
      }
      Arrays.sort(scratch, 0, total);
      double position = percentile * (total - 1) / 100;
      int below = (int) position;
      return position == below
          ? scratch[below]
          : between(scratch[below], scratch[below + 1], position - below);
    }

    private static double between(double low, double high, double fraction) {
      return low + (high - low) * fraction;
    }
  }
}
