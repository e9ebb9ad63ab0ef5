package io.plumbline.results.report;

import io.plumbline.results.report.Chart.Scale;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which charts of load runs are drawn: everything said, nothing left to a default.
 *
 * @param charts in the order of the page
 */
public record PlotSpec(List<ChartSpec> charts) {

  /** What an axis shows. */
  public enum Metric {
    /** Requests per second that the plan asks for. */
    OFFERED("offered", "offered load (requests/s)", Scale.LINEAR),
    /** Requests per second that were answered well. */
    THROUGHPUT("throughput", "throughput (answered requests/s)", Scale.LINEAR),
    /** Requests per second that were answered within their SLO. */
    GOODPUT("goodput", "goodput (requests/s within their SLO)", Scale.LINEAR),
    /** The share of the planned requests that met their SLO. */
    SLO_ATTAINMENT("slo-attainment", "SLO attainment (%)", Scale.LINEAR),
    RESPONSE("response", "response time (ms)", Scale.LOG),
    SERVICE("service", "service time (ms)", Scale.LOG),
    SLIP("slip", "schedule slip (ms)", Scale.LOG),
    /** Before its service inside the scheduler, as that tells; often 0. */
    QUEUED("queued", "queued in the scheduler (ms)", Scale.LINEAR),
    SERVED("served", "served in the scheduler (ms)", Scale.LOG),
    /** Seconds from the start of the run. */
    TIME("time", "time (s)", Scale.LINEAR),
    /** Of the requests in the order of their times; it has an axis of its own. */
    QUANTILE("quantile", "percentile", Scale.QUANTILE);

    private final String word;
    private final String label;
    private final Scale scale;

    Metric(String word, String label, Scale scale) {
      this.word = word;
      this.label = label;
      this.scale = scale;
    }

    /** As it is written in a file. */
    @Override
    public String toString() {
      return word;
    }

    public String label() {
      return label;
    }

    /** The scale that suits it. */
    public AxisScale scale() {
      return scale == Scale.LINEAR ? AxisScale.LINEAR : AxisScale.LOG;
    }

    boolean isTime() {
      return this == RESPONSE
          || this == SERVICE
          || this == SLIP
          || this == QUEUED
          || this == SERVED;
    }
  }

  /** How an axis is divided. */
  public enum AxisScale {
    LINEAR,
    LOG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What runs may be told apart by. They are never put together across any of these. */
  public enum Group {
    WORKLOAD,
    RATE,
    SETUP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How a long line is made shorter. */
  public enum Method {
    /** Keeps every stretch's extremes. */
    MIN_MAX,
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** An axis. */
  public record AxisSpec(Metric metric, AxisScale scale, String label) {
    public AxisSpec {
      requireText("label", label);
    }

    /** As suits the metric. */
    public static AxisSpec of(Metric metric) {
      return new AxisSpec(metric, metric.scale(), metric.label());
    }
  }

  /**
   * How lines are thinned out.
   *
   * @param points at most so many of a line
   */
  public record Downsampling(Method method, int points) {
    /** More than a screen has columns for two lines. */
    public static final Downsampling DEFAULT = new Downsampling(Method.MIN_MAX, 400);

    private static final int LEAST = 4;

    public Downsampling {
      if (points < LEAST) {
        throw new IllegalArgumentException(
            "downsampling points must be at least " + LEAST + ": " + points);
      }
    }
  }

  /**
   * A chart, or one for each value of its groups.
   *
   * @param statistics of a time, such as {@code p99.9}; {@code max} of a second; empty if the y
   *     axis shows no time, or x the quantiles
   * @param groups by which there are several charts; by the others a chart has several lines
   * @param baselines globs over labels of sides and names of files; drawn dashed
   * @param treatments likewise; drawn solid
   * @param labels what runs are called, by a glob over their files; those that none matches are
   *     called by their side
   */
  public record ChartSpec(
      String title,
      AxisSpec x,
      AxisSpec y,
      List<String> statistics,
      List<Group> groups,
      List<String> baselines,
      List<String> treatments,
      Map<String, String> labels,
      Downsampling downsampling) {

    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,6})?)");
    private static final String MAX = "max";

    public ChartSpec {
      requireText("title", title);
      statistics = List.copyOf(statistics);
      groups = List.copyOf(groups);
      baselines = List.copyOf(baselines);
      treatments = List.copyOf(treatments);
      labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
      labels.forEach((glob, label) -> requireText("the label of " + glob, label));
      baselines.forEach(Plots::requireGlob);
      treatments.forEach(Plots::requireGlob);
      labels.keySet().forEach(Plots::requireGlob);
      requireOneOf(
          "x", x.metric(), Metric.OFFERED, Metric.THROUGHPUT, Metric.TIME, Metric.QUANTILE);
      if (x.metric() == Metric.TIME) {
        requireOneOf("with x time, y", y.metric(), Metric.RESPONSE);
      } else if (x.metric() == Metric.QUANTILE) {
        requireOneOf(
            "with x quantile, y",
            y.metric(),
            Metric.RESPONSE,
            Metric.SERVICE,
            Metric.SLIP,
            Metric.QUEUED,
            Metric.SERVED);
      } else {
        requireOneOf(
            "y",
            y.metric(),
            Metric.RESPONSE,
            Metric.SERVICE,
            Metric.SLIP,
            Metric.QUEUED,
            Metric.SERVED,
            Metric.GOODPUT,
            Metric.THROUGHPUT,
            Metric.SLO_ATTAINMENT);
      }
      boolean takesStatistics = y.metric().isTime() && x.metric() != Metric.QUANTILE;
      if (takesStatistics == statistics.isEmpty()) {
        throw new IllegalArgumentException(
            "statistics must "
                + (takesStatistics ? "name at least one" : "be left out")
                + " with x "
                + x.metric()
                + " and y "
                + y.metric()
                + ": "
                + statistics);
      }
      for (String statistic : statistics) {
        if (statistic.equals(MAX) && x.metric() != Metric.TIME) {
          throw new IllegalArgumentException(
              "max is one request's luck, and told of a second only: x must be time: "
                  + x.metric());
        }
        quantile(statistic);
      }
      if (new HashSet<>(statistics).size() != statistics.size()) {
        throw new IllegalArgumentException("statistics must differ: " + statistics);
      }
    }

    private static void requireOneOf(String name, Metric metric, Metric... allowed) {
      if (!List.of(allowed).contains(metric)) {
        throw new IllegalArgumentException(
            name
                + " must be one of "
                + Arrays.stream(allowed).map(Metric::toString).collect(Collectors.joining(", "))
                + ": "
                + metric);
      }
    }

    /** {@code p99.9} is .999, {@code max} is 1. */
    static double quantile(String statistic) {
      Matcher percentile = PERCENTILE.matcher(statistic);
      if (statistic.equals(MAX)) {
        return 1;
      }
      if (!percentile.matches() || Double.parseDouble(percentile.group(1)) == 0) {
        throw new IllegalArgumentException(
            "a statistic must be max or a percentile above p0 and below p100: " + statistic);
      }
      // Not by division by 100: p99.9 has to be the same number as .999.
      return new BigDecimal(percentile.group(1)).movePointLeft(2).doubleValue();
    }
  }

  public PlotSpec {
    charts = List.copyOf(charts);
  }

  private static void requireText(String name, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(name + " must not be blank");
    }
  }
}
