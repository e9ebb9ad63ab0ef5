package io.plumbline.balancing.event;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the servers did between warm-up and horizon. */
final class ServerFigures {
  private ServerFigures() {}

  static List<Map<String, Double>> each(SimulatedServer[] servers, double seconds) {
    List<Map<String, Double>> all = new ArrayList<>();
    for (SimulatedServer server : servers) {
      Map<String, Double> figures = new LinkedHashMap<>();
      figures.put("utilization_percent", 100 * utilization(server, seconds));
      figures.put("in_flight_mean", server.inFlightNanos / (seconds * 1e9));
      figures.put("arrivals_per_second", server.arrived / seconds);
      figures.put("ok_per_second", server.ok / seconds);
      figures.put("not_ok_per_second", server.notOk / seconds);
      all.add(figures);
    }
    return all;
  }

  static void putInto(
      Map<String, Double> figures,
      SimulatedServer[] servers,
      double seconds,
      double workStartedNanos,
      InFlightCounts metInFlight) {
    int count = servers.length;
    double[] busyRatio = new double[count];
    double[] arrived = new double[count];
    double busyNanos = 0;
    double inFlightNanos = 0;
    long workers = 0;
    double largest = 0;
    for (int i = 0; i < count; i++) {
      busyRatio[i] = utilization(servers[i], seconds);
      arrived[i] = servers[i].arrived;
      busyNanos += servers[i].busyNanos;
      inFlightNanos += servers[i].inFlightNanos;
      workers += servers[i].spec.workers();
      largest = Math.max(largest, busyRatio[i]);
    }
    double mean = busyNanos / (seconds * 1e9 * workers);
    double squares = 0;
    for (double ratio : busyRatio) {
      squares += (ratio - mean) * (ratio - mean);
    }
    figures.put("utilization_percent", 100 * mean);
    figures.put("offered_utilization_percent", 100 * workStartedNanos / (seconds * 1e9 * workers));
    figures.put("utilization_max_percent", 100 * largest);
    figures.put("utilization_servers_sd_percent", 100 * Math.sqrt(squares / count));
    Fairness.jain(busyRatio).ifPresent(index -> figures.put("servers_jain", index));
    Fairness.jain(arrived).ifPresent(index -> figures.put("arrivals_jain", index));
    figures.put("in_flight_mean", inFlightNanos / (seconds * 1e9 * count));
    if (metInFlight.total() > 0) {
      figures.put("in_flight_met_p50", (double) metInFlight.quantile(0.5));
      figures.put("in_flight_met_p99", (double) metInFlight.quantile(0.99));
    }
  }

  private static double utilization(SimulatedServer server, double seconds) {
    return server.busyNanos / (seconds * 1e9 * server.spec.workers());
  }
}
