package io.plumbline.results.simulation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A figure of a simulated run: its name in documents and CSV, and how it is told.
 *
 * <p>The notebook's columns, in its order and with its biases (ticks are sums of the ticks in each
 * state; utilizations are the distinct values that were sampled):
 *
 * <pre>
 * mean_latency stdev_latency          ticks, of the requests that it samples
 * p50.0_latency ...                   ticks, likewise, one for each percentile
 * mean_utilization stdev_utilization  percent, of the distinct values of all servers
 * mean_stdev_utilization              percent, the mean over servers of each one's deviation
 * p50.0_utilization_ratio ...         percentile by mean of the distinct values
 * </pre>
 *
 * Ours, which count every request and every tick:
 *
 * <pre>
 * clean_mean_latency_ticks clean_stdev_latency_ticks clean_p99.0_latency_ticks ...
 * response_mean_ms response_sd_ms response_p99_ms ...   of every request in the event engine
 * true_utilization_percent            mean over time and servers
 * between_servers_utilization_percent deviation of the servers' means from each other
 * within_server_utilization_percent   mean over servers of the deviation over time; in ticks
 * jain_index                          of the servers' loads: 1 if all are equal
 * max_over_mean_load                  the busiest server's load by the mean
 * probes_per_request
 * request_picking_ticks ...           mean ticks in a state: picking, sending, queue, processing,
 *                                     receiving, total; likewise probe_*_ticks
 * slo_attainment_percent              of all planned requests; of one class
 *                                     slo_attainment_CLASS_percent
 * unfinished unfinished_percent       requests without an answer at the end, in ticks and in events
 * latency_samples distinct_utilizations requests completed ticks ...   counts
 * </pre>
 *
 * A name that is none of these is told as it is; what it ends in is its unit.
 *
 * @param name also the header in CSV
 * @param unit as people read it; "1" if it has none
 * @param decimals shown of it
 * @param higherIsBetter false also where neither is better: the worst run is then the highest
 */
public record Column(String name, String unit, int decimals, boolean higherIsBetter) {
  public static final String ALGORITHM = "algorithm";

  public static final String MEAN_LATENCY = "mean_latency";
  public static final String STDEV_LATENCY = "stdev_latency";
  public static final String MEAN_UTILIZATION = "mean_utilization";
  public static final String STDEV_UTILIZATION = "stdev_utilization";
  public static final String MEAN_STDEV_UTILIZATION = "mean_stdev_utilization";

  public static final String CLEAN_MEAN_LATENCY = "clean_mean_latency_ticks";
  public static final String CLEAN_STDEV_LATENCY = "clean_stdev_latency_ticks";
  public static final String MEAN_RESPONSE = "response_mean_ms";
  public static final String STDEV_RESPONSE = "response_sd_ms";
  public static final String TRUE_UTILIZATION = "true_utilization_percent";
  public static final String BETWEEN_SERVERS = "between_servers_utilization_percent";
  public static final String WITHIN_SERVER = "within_server_utilization_percent";
  public static final String JAIN_INDEX = "jain_index";
  public static final String MAX_OVER_MEAN_LOAD = "max_over_mean_load";
  public static final String PROBES_PER_REQUEST = "probes_per_request";
  public static final String SLO_ATTAINMENT = "slo_attainment_percent";
  static final String REQUESTS = "requests";
  static final String UNFINISHED = "unfinished";
  static final String UNFINISHED_PERCENT = "unfinished_percent";

  /** The states whose mean ticks are told, in the order of a request's way; total is their sum. */
  public static final List<String> STATES =
      List.of("picking", "sending", "queue", "processing", "receiving", "total");

  private static final String LATENCY = "latency";
  private static final String UTILIZATION_RATIO = "utilization_ratio";
  private static final Pattern PERCENTILE = Pattern.compile("(clean_)?p(\\d+\\.\\d+)_(.+)");
  private static final Pattern RESPONSE = Pattern.compile("response_p(\\d+(?:\\.\\d+)?)_ms");

  private static final List<String> OURS =
      List.of(
          CLEAN_MEAN_LATENCY,
          CLEAN_STDEV_LATENCY,
          MEAN_RESPONSE,
          STDEV_RESPONSE,
          TRUE_UTILIZATION,
          BETWEEN_SERVERS,
          WITHIN_SERVER,
          JAIN_INDEX,
          MAX_OVER_MEAN_LOAD,
          PROBES_PER_REQUEST,
          SLO_ATTAINMENT);

  /** A quantile of the latency in the notebook's way: {@code p99.0_latency} of .99. */
  public static String latency(double quantile) {
    return percentile(quantile) + "_" + LATENCY;
  }

  /** A quantile of the distinct utilizations: {@code p99.0_utilization_ratio} of .99. */
  public static String utilizationRatio(double quantile) {
    return percentile(quantile) + "_" + UTILIZATION_RATIO;
  }

  /** A quantile of the latency of all requests, in ticks. */
  public static String cleanLatency(double quantile) {
    return "clean_" + latency(quantile) + "_ticks";
  }

  /**
   * A quantile of the response time of all requests in the event engine: {@code response_p99_ms}.
   */
  public static String response(double quantile) {
    return "response_" + percentile(quantile).replaceFirst("\\.0$", "") + "_ms";
  }

  /** Mean ticks in a state: {@code request_queue_ticks}. */
  public static String ticksInState(boolean probe, String state) {
    return (probe ? "probe_" : "request_") + state + "_ticks";
  }

  /** SLO attainment of one class of requests, such as {@code 1:urgent}. */
  public static String sloAttainment(String requestClass) {
    return "slo_attainment_" + requestClass + "_percent";
  }

  private static String percentile(double quantile) {
    if (!(quantile > 0 && quantile <= 1)) {
      throw new IllegalArgumentException("a quantile must be above 0 and at most 1: " + quantile);
    }
    // Not by multiplication with 100: .999 has to be p99.9.
    BigDecimal percent = BigDecimal.valueOf(quantile).movePointRight(2).stripTrailingZeros();
    return "p" + percent.setScale(Math.max(1, percent.scale())).toPlainString();
  }

  /** The column of this name. */
  public static Column of(String name) {
    boolean higherIsBetter =
        name.equals(JAIN_INDEX) || name.startsWith("slo_attainment") || name.contains("goodput");
    return new Column(name, unit(name), decimals(name), higherIsBetter);
  }

  private static String unit(String name) {
    if (name.endsWith("_ms")) {
      return "ms";
    }
    if (name.endsWith("_ticks") || name.endsWith("_" + LATENCY)) {
      return "ticks";
    }
    return name.endsWith("_percent") || name.endsWith("_utilization") ? "%" : "1";
  }

  private static int decimals(String name) {
    return switch (unit(name)) {
      case "ms" -> 3;
      case "ticks", "%" -> 2;
      default -> name.matches("jain_index|.*_ratio|.*_over_.*|.*_per_.*") ? 3 : 0;
    };
  }

  /** Whether the notebook has it. */
  public boolean isNotebooks() {
    return notebookRank(name).isPresent();
  }

  /** The notebook's columns for these quantiles, in its order. */
  public static List<String> notebook(Collection<Double> quantiles) {
    List<String> names = new ArrayList<>(List.of(MEAN_LATENCY, STDEV_LATENCY));
    quantiles.forEach(quantile -> names.add(latency(quantile)));
    names.addAll(List.of(MEAN_UTILIZATION, STDEV_UTILIZATION, MEAN_STDEV_UTILIZATION));
    quantiles.forEach(quantile -> names.add(utilizationRatio(quantile)));
    return names;
  }

  /** These names in the order in which they are told: the notebook's first, then ours. */
  static List<Column> ordered(Collection<String> names) {
    Map<String, Integer> given = new LinkedHashMap<>();
    names.forEach(name -> given.putIfAbsent(name, given.size()));
    return given.keySet().stream()
        .sorted(
            Comparator.comparingDouble((String name) -> rank(name))
                .thenComparing(name -> given.getOrDefault(name, 0)))
        .map(Column::of)
        .toList();
  }

  private static double rank(String name) {
    Optional<Double> notebooks = notebookRank(name);
    if (notebooks.isPresent()) {
      return notebooks.get();
    }
    Matcher percentile = PERCENTILE.matcher(name);
    // After the deviation that they belong to, by their number.
    if (percentile.matches()) {
      return 1000 + 10 * OURS.indexOf(CLEAN_STDEV_LATENCY) + within(percentile.group(2));
    }
    Matcher response = RESPONSE.matcher(name);
    if (response.matches()) {
      return 1000 + 10 * OURS.indexOf(STDEV_RESPONSE) + within(response.group(1));
    }
    int ours = OURS.indexOf(name);
    return 1000 + 10.0 * (ours < 0 ? OURS.size() : ours);
  }

  private static Optional<Double> notebookRank(String name) {
    return switch (name) {
      case MEAN_LATENCY -> Optional.of(0.0);
      case STDEV_LATENCY -> Optional.of(1.0);
      case MEAN_UTILIZATION -> Optional.of(10.0);
      case STDEV_UTILIZATION -> Optional.of(11.0);
      case MEAN_STDEV_UTILIZATION -> Optional.of(12.0);
      default -> percentileRank(PERCENTILE.matcher(name));
    };
  }

  private static Optional<Double> percentileRank(Matcher percentile) {
    if (!percentile.matches() || percentile.group(1) != null) {
      return Optional.empty();
    }
    return switch (percentile.group(3)) {
      case LATENCY -> Optional.of(2 + within(percentile.group(2)));
      case UTILIZATION_RATIO -> Optional.of(20 + within(percentile.group(2)));
      default -> Optional.empty();
    };
  }

  private static double within(String percentile) {
    return 1 + Double.parseDouble(percentile) / 101;
  }
}
