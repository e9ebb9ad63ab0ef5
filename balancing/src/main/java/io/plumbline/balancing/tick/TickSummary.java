package io.plumbline.balancing.tick;

import io.plumbline.balancing.ServerReport;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Makes a run's figures while it goes on: the notebook's, and clean ones.
 *
 * <p>The notebook's habits, each of which is a bias:
 *
 * <ul>
 *   <li>Only completions in ticks that are multiples of {@link TickSettings#dataFrequency()} count,
 *       in a study one in thirty; after the last arrival those are the stragglers.
 *   <li>The stage is that at completion, so requests of the warm-up that finish late count.
 *   <li>Latency is the sum of ticks in states, 3 above what elapsed.
 *   <li>Its utilization sample are the <i>distinct</i> values that came with answers: a server that
 *       is full all the time counts once, and so do 50 of 100 and 49 of 98.
 *   <li>Probes count in utilization, and do not in latency.
 * </ul>
 */
final class TickSummary {
  private final TickSettings settings;

  // The notebook's.
  private final TickCounts sampledLatencies = new TickCounts();
  private final Set<Double> distinctPercents = new HashSet<>();
  private final ServerReport[] lastReports;
  private final Spread[] reportedPercents;

  // Clean ones.
  private final TickCounts latencies = new TickCounts();
  private final Spread[] percents;
  private final long[] loads;
  private final long[] requestTicks = new long[CleanFigures.STATES.size()];
  private final long[] probeTicks = new long[CleanFigures.STATES.size()];
  private long probesCompleted;

  /** Mean and deviation of a series, by Welford's updates. */
  private static final class Spread {
    private long count;
    private double mean;
    private double squares;

    void add(double value) {
      count++;
      double off = value - mean;
      mean += off / count;
      squares += off * (value - mean);
    }

    double stdev() {
      return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1));
    }
  }

  TickSummary(TickSettings settings) {
    this.settings = settings;
    this.lastReports = new ServerReport[settings.servers()];
    Arrays.fill(lastReports, ServerReport.EMPTY);
    this.reportedPercents = spreads(settings.servers());
    this.percents = spreads(settings.servers());
    this.loads = new long[settings.servers()];
  }

  private static Spread[] spreads(int count) {
    Spread[] spreads = new Spread[count];
    Arrays.setAll(spreads, i -> new Spread());
    return spreads;
  }

  /** A server's tick is over, in the RUNNING stage. */
  void served(int server, double percent) {
    percents[server].add(percent);
  }

  /** A server has taken up a request for the first time. */
  void takenUp(int server) {
    loads[server]++;
  }

  /** An answer has arrived. */
  void completed(
      boolean probe, int picking, int sending, int queued, int processing, int receiving) {
    long[] ticks = probe ? probeTicks : requestTicks;
    ticks[0] += picking;
    ticks[1] += sending;
    ticks[2] += queued;
    ticks[3] += processing;
    ticks[4] += receiving;
    if (probe) {
      probesCompleted++;
    } else {
      latencies.add(picking + sending + queued + processing + receiving);
    }
  }

  /** An answer has arrived in a tick that is recorded. */
  void sampled(TickStage stage, boolean probe, int totalTicks, int server, ServerReport report) {
    if (!probe && stage != TickStage.WARMING) {
      sampledLatencies.add(totalTicks);
    }
    if (stage == TickStage.RUNNING) {
      double percent = report.utilizationPercent().latest();
      if (!Double.isNaN(percent)) {
        reportedPercents[server].add(percent);
        addDistinct(server, report, percent);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // a server has one report per tick: the same is enough
  private void addDistinct(int server, ServerReport report, double percent) {
    if (lastReports[server] != report) {
      lastReports[server] = report;
      distinctPercents.add(percent);
    }
  }

  /** Returns the notebook's figures; what cannot be told is not there. */
  Map<String, Double> notebook() {
    Figures figures = new Figures();
    latency(figures, "", "", sampledLatencies, 0);
    double[] sorted = distinctPercents.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    Spread distinct = new Spread();
    for (double percent : sorted) {
      distinct.add(percent);
    }
    double mean = sorted.length == 0 ? Double.NaN : distinct.mean;
    figures.put("mean_utilization", mean);
    figures.put("stdev_utilization", distinct.stdev());
    figures.put("mean_stdev_utilization", meanStdev(reportedPercents));
    for (double percentile : settings.percentiles()) {
      figures.put(
          "p" + percentile + "_utilization_ratio", quantile(sorted, percentile / 100) / mean);
    }
    return figures.values;
  }

  /** Returns the clean figures; what cannot be told is not there. */
  Map<String, Double> clean(long requests, long probesSent, int ticksRun) {
    Figures figures = new Figures();
    // Whoever has no answer waits longer than all who have one.
    latency(figures, "clean_", "_ticks", latencies, requests - latencies.total());
    Spread between = new Spread();
    for (Spread server : percents) {
      if (server.count > 0) {
        between.add(server.mean);
      }
    }
    figures.put("true_utilization_percent", between.count == 0 ? Double.NaN : between.mean);
    figures.put("between_servers_utilization_percent", between.stdev());
    figures.put("within_server_utilization_percent", meanStdev(percents));
    loads(figures);
    figures.put("probes_per_request", (double) probesSent / requests);
    states(figures, "request_", requestTicks, latencies.total());
    states(figures, "probe_", probeTicks, probesCompleted);
    figures.put("requests", (double) requests);
    figures.put("completed", (double) latencies.total());
    figures.put("unfinished", (double) (requests - latencies.total()));
    figures.put("ticks_run", ticksRun);
    return figures.values;
  }

  private void latency(
      Figures figures, String prefix, String suffix, TickCounts sample, long unfinished) {
    figures.put(prefix + "mean_latency" + suffix, sample.mean());
    figures.put(prefix + "stdev_latency" + suffix, sample.stdev());
    for (double percentile : settings.percentiles()) {
      figures.put(
          prefix + "p" + percentile + "_latency" + suffix,
          sample.quantile(percentile / 100, unfinished));
    }
  }

  private void loads(Figures figures) {
    double sum = 0;
    double squares = 0;
    double most = 0;
    for (long load : loads) {
      sum += load;
      squares += (double) load * load;
      most = Math.max(most, (double) load);
    }
    figures.put("jain_index", sum * sum / (loads.length * squares));
    figures.put("max_over_mean_load", most * loads.length / sum);
  }

  private static void states(Figures figures, String prefix, long[] ticks, long completed) {
    long total = 0;
    for (int state = 0; state < ticks.length; state++) {
      figures.put(
          prefix + CleanFigures.STATES.get(state) + "_ticks", (double) ticks[state] / completed);
      total += ticks[state];
    }
    figures.put(prefix + "total_ticks", (double) total / completed);
  }

  private static double meanStdev(Spread[] spreads) {
    double sum = 0;
    int counted = 0;
    for (Spread spread : spreads) {
      if (spread.count >= 2) {
        sum += spread.stdev();
        counted++;
      }
    }
    return sum / counted;
  }

  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double rank = (sorted.length - 1) * share;
    int below = (int) rank;
    return rank == below
        ? sorted[below]
        : sorted[below] + (sorted[below + 1] - sorted[below]) * (rank - below);
  }

  /** Leaves out what cannot be told. */
  private static final class Figures {
    private final Map<String, Double> values = new LinkedHashMap<>();

    void put(String name, double value) {
      if (!Double.isNaN(value)) {
        values.put(name, value);
      }
    }
  }
}
