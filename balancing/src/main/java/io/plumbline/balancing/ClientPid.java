package io.plumbline.balancing;

import java.util.Arrays;
import java.util.Set;

/**
 * Evens out the servers' utilization: a controller for each endpoint moves its weight at every pick
 * towards a common target, and the endpoint is drawn by weight.
 *
 * <p>The utilization of a server is the one last reported to any endpoint of its name, the later
 * endpoint before the earlier; if none was, the mean of those that are known. While none is known
 * at all, each endpoint is as likely and the controllers rest. Weights are moved until the least is
 * 0.1 for the draw, not in memory. As in the notebook, the step is a pick, not a time.
 */
record ClientPid() implements Policy {
  private static final double PROPORTIONAL = 1;
  private static final double INTEGRAL = 1.0 / 30;
  private static final double DERIVATIVE = 3;

  @Override
  public Balancer balancer(Client client) {
    return new AtWork(client);
  }

  @Override
  public Set<Need> needs() {
    return Set.of(Need.REPORTS);
  }

  private static final class AtWork extends OnePollBalancer {
    private final Client client;
    private final Pid[] controllers;
    private final double[] memory;
    private final int[] nameByEndpoint;
    private final double[] percentByName;
    private double[] weights;

    AtWork(Client client) {
      this.client = client;
      int size = client.endpoints().size();
      this.controllers = new Pid[size];
      this.memory = new double[size];
      Arrays.setAll(controllers, i -> new Pid(PROPORTIONAL, INTEGRAL, DERIVATIVE));
      this.nameByEndpoint = client.endpoints().namesByIndex();
      this.percentByName = new double[Arrays.stream(nameByEndpoint).max().orElse(0) + 1];
      this.weights = new double[size];
    }

    @Override
    Endpoint pick(Call call, Endpoints among) {
      int size = among.size();
      Arrays.fill(percentByName, Cost.UNKNOWN);
      for (int i = 0; i < size; i++) {
        ServerReport report = among.get(i).report();
        // One that is not finite would stay in its controller for ever.
        if (report != null && Double.isFinite(report.utilizationPercent().latest())) {
          percentByName[nameByEndpoint[among.get(i).index()]] =
              report.utilizationPercent().latest();
        }
      }
      double sum = 0;
      int known = 0;
      for (double percent : percentByName) {
        if (Cost.isKnown(percent)) {
          sum += percent;
          known++;
        }
      }
      if (known == 0) {
        return among.get(client.random().nextInt(size));
      }
      double mean = sum / known;
      double target = Pid.targetPercent(mean);
      if (weights.length < size) {
        weights = new double[size];
      }
      for (int i = 0; i < size; i++) {
        int endpoint = among.get(i).index();
        double percent = percentByName[nameByEndpoint[endpoint]];
        double error = target - (Cost.isKnown(percent) ? percent : mean);
        memory[endpoint] += controllers[endpoint].adjustment(error);
        weights[i] = memory[endpoint];
      }
      Chances.shiftAboveZero(weights, size);
      return among.get(Chances.weighted(weights, size, client.random()));
    }
  }
}
