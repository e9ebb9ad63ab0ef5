package io.plumbline.results.report;

import io.plumbline.results.Interval;
import io.plumbline.results.LoadReport;
import io.plumbline.results.TimeDistribution;
import io.plumbline.results.report.Chart.Mark;
import io.plumbline.results.report.Chart.Point;
import io.plumbline.results.report.Chart.Scale;
import io.plumbline.results.report.Chart.Trace;
import io.plumbline.results.report.PlotSpec.AxisScale;
import io.plumbline.results.report.PlotSpec.AxisSpec;
import io.plumbline.results.report.PlotSpec.ChartSpec;
import io.plumbline.results.report.PlotSpec.Group;
import io.plumbline.results.report.PlotSpec.Method;
import io.plumbline.results.report.PlotSpec.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Draws what a plot's specification asks for of groups of load runs.
 *
 * <p>Runs that repeat each other are one group and told together; a run that is not valid has no
 * part, and what cannot be told is noted under its chart.
 */
final class LoadCharts {
  /** Points of a percentile curve for each ten times rarer. */
  private static final int STEPS_PER_DECADE = 20;

  /** A percentile curve goes to p99.99, where there are requests enough. */
  private static final int DECADES = 4;

  private static final int LEAST_BEYOND = 10;

  private final ChartSpec spec;
  private final List<Member> members;
  private final boolean severalWorkloads;
  private final boolean severalRates;

  private final Map<String, Integer> colors = new LinkedHashMap<>();
  private final Map<String, List<Trace>> traces = new LinkedHashMap<>();
  private final Set<String> notes = new LinkedHashSet<>();

  /** Runs that are drawn alike. */
  record Member(LoadGroup group, boolean isBaseline) {}

  private LoadCharts(ChartSpec spec, List<Member> members) {
    this.spec = spec;
    this.members = members;
    this.severalWorkloads = members.stream().map(m -> m.group().workload()).distinct().count() > 1;
    this.severalRates = members.stream().map(m -> m.group().ratePerSecond()).distinct().count() > 1;
  }

  /**
   * The charts of one specification.
   *
   * @param id its charts' ids begin with
   */
  static List<Chart> of(
      String id, ChartSpec spec, List<LoadGroup> baselines, List<LoadGroup> treatments) {
    Map<List<String>, List<Member>> facets = new LinkedHashMap<>();
    baselines.forEach(
        group ->
            facets
                .computeIfAbsent(facet(spec, group), f -> new ArrayList<>())
                .add(new Member(group, true)));
    treatments.forEach(
        group ->
            facets
                .computeIfAbsent(facet(spec, group), f -> new ArrayList<>())
                .add(new Member(group, false)));
    if (facets.isEmpty()) {
      return List.of(new LoadCharts(spec, List.of()).chart(id, List.of()));
    }
    List<Chart> charts = new ArrayList<>();
    facets.forEach(
        (facet, members) ->
            charts.add(
                new LoadCharts(spec, members)
                    .chart(facets.size() == 1 ? id : id + "-" + (charts.size() + 1), facet)));
    return charts;
  }

  private static List<String> facet(ChartSpec spec, LoadGroup group) {
    return spec.groups().stream()
        .map(
            by ->
                switch (by) {
                  case WORKLOAD -> group.workload();
                  case RATE ->
                      group
                          .closedLoop()
                          .orElseGet(
                              () -> LoadReport.number(group.ratePerSecond()) + " requests/s");
                  case SETUP -> group.setup();
                })
        .filter(text -> !text.isEmpty())
        .toList();
  }

  private Chart chart(String id, List<String> facet) {
    if (members.isEmpty()) {
      notes.add("n/a: there are no load runs to draw");
    }
    for (Member member : members) {
      member.group().unusable().forEach((file, why) -> notes.add(file + " is left out: " + why));
      if (member.group().valid().isEmpty()) {
        notes.add(
            label(member, "", true) + ": n/a (" + member.group().nothingValid().because() + ")");
        continue;
      }
      switch (spec.x().metric()) {
        case QUANTILE -> addCurves(member);
        case TIME -> addSeconds(member);
        case THROUGHPUT -> addUncertainty(member);
        default -> addOffered(member);
      }
    }
    return new Chart(
        id,
        facet.isEmpty() ? spec.title() : spec.title() + ": " + String.join(", ", facet),
        description(),
        axis(spec.x()),
        axis(spec.y()),
        traces.values().stream().flatMap(List::stream).toList(),
        List.copyOf(notes));
  }

  private String description() {
    String runs = "Dashed is the baseline. ";
    return switch (spec.x().metric()) {
      case QUANTILE ->
          runs
              + "A curve ends where fewer than ten requests are beyond it, or where it would fall"
              + " among the failed; thin lines are single runs, the thick one all their requests.";
      case TIME ->
          runs
              + "One-second intervals by the planned instant of their requests; a gap is a second"
              + " without requests, or with so many failures that they hold the statistic.";
      case THROUGHPUT ->
          runs
              + "Crosses are 95 % intervals of the means over runs, regions the ellipses of the"
              + " means (chi-square 95 %, covariance of the runs over n), made on the logarithm of"
              + " times.";
      default ->
          runs
              + "Whiskers are 95 % intervals: Student's over the runs' own figures, or the order"
              + " statistics of a single run, which are too narrow where requests wait for each"
              + " other.";
    };
  }

  private static Chart.Axis axis(AxisSpec axis) {
    return Chart.Axis.of(
        axis.label(),
        axis.metric() == Metric.QUANTILE
            ? Scale.QUANTILE
            : axis.scale() == AxisScale.LOG ? Scale.LOG : Scale.LINEAR);
  }

  /** {@code head p99 30/s}: what tells it from the others of its chart. */
  private String label(Member member, String statistic, boolean withRate) {
    return name(member) + tail(member, statistic, withRate);
  }

  private String tail(Member member, String statistic, boolean withRate) {
    LoadGroup group = member.group();
    List<String> parts = new ArrayList<>();
    if (severalWorkloads && !spec.groups().contains(Group.WORKLOAD)) {
      parts.add(group.workload());
    }
    if (withRate && severalRates && !spec.groups().contains(Group.RATE)) {
      parts.add(group.offered());
    }
    if (!group.setup().isEmpty() && !spec.groups().contains(Group.SETUP)) {
      parts.add(group.setup());
    }
    if (!statistic.isEmpty()) {
      parts.add(statistic);
    }
    return parts.isEmpty() ? "" : " " + String.join(" ", parts);
  }

  private static String name(Member member) {
    return member.group().side();
  }

  /** Equal but for the side is equal in colour. */
  private int color(Member member, String statistic, boolean withRate) {
    return colors.computeIfAbsent(tail(member, statistic, withRate), tail -> colors.size());
  }

  private void add(
      Member member, String statistic, boolean withRate, Mark mark, List<Point> points) {
    String label = label(member, statistic, withRate);
    traces
        .computeIfAbsent(label, key -> new ArrayList<>())
        .add(
            new Trace(
                label, mark, color(member, statistic, withRate), member.isBaseline(), points));
  }

  private List<String> statistics() {
    return spec.statistics().isEmpty() ? List.of("") : spec.statistics();
  }

  private void addOffered(Member member) {
    for (String statistic : statistics()) {
      Figure figure = figure(member.group(), statistic);
      double rate = member.group().ratePerSecond();
      if (figure instanceof Figure.Known known && isDrawn(known.value())) {
        extend(member, statistic, Point.of(rate, known));
      } else {
        notes.add(label(member, statistic, true) + ": " + missing(figure));
      }
    }
  }

  /** A line over the rates grows group by group. */
  private void extend(Member member, String statistic, Point point) {
    String label = label(member, statistic, false);
    List<Trace> before = traces.getOrDefault(label, List.of());
    List<Point> points = new ArrayList<>(before.isEmpty() ? List.of() : before.get(0).points());
    points.add(point);
    if (!before.isEmpty()) {
      before.clear();
    }
    add(member, statistic, false, Mark.LINE, points);
  }

  private boolean isDrawn(double value) {
    return spec.y().scale() != AxisScale.LOG || value > 0;
  }

  private static String missing(Figure figure) {
    return figure instanceof Figure.Unknown
        ? figure.text(0)
        : "not drawn, 0 has no place on a logarithmic scale";
  }

  private Figure figure(LoadGroup group, String statistic) {
    return switch (spec.y().metric()) {
      case GOODPUT -> group.goodputPerSecond();
      case THROUGHPUT -> group.throughputPerSecond();
      case SLO_ATTAINMENT -> group.sloAttainmentPercent();
      default -> group.quantileMillis(time(), ChartSpec.quantile(statistic));
    };
  }

  private LoadGroup.Time time() {
    return switch (spec.y().metric()) {
      case SERVICE -> LoadGroup.Time.SERVICE;
      case SLIP -> LoadGroup.Time.SLIP;
      case QUEUED -> LoadGroup.Time.QUEUED;
      case SERVED -> LoadGroup.Time.SERVED;
      default -> LoadGroup.Time.RESPONSE;
    };
  }

  private void addUncertainty(Member member) {
    LoadGroup group = member.group();
    for (String statistic : statistics()) {
      Figure figure = figure(group, statistic);
      if (figure instanceof Figure.Unknown || !isDrawn(figure.number().orElseThrow())) {
        notes.add(label(member, statistic, true) + ": " + missing(figure));
        continue;
      }
      boolean ofLogs = spec.y().metric().isTime();
      Uncertainty of = uncertainty(member, statistic, ofLogs);
      notes.add(of.region());
      Point at =
          new Point(
              of.meanX(),
              back(of.meanY(), ofLogs),
              of.intervalX(),
              of.intervalY()
                  .map(r -> new Uncertainty.Range(back(r.low(), ofLogs), back(r.high(), ofLogs))));
      add(member, statistic, true, Mark.POINTS, List.of(at));
      List<Point> outline =
          of.outline().stream().map(c -> Point.of(c.x(), back(c.y(), ofLogs))).toList();
      if (outline.stream().allMatch(point -> isDrawn(point.y()))) {
        add(member, statistic, true, Mark.REGION, outline);
      }
    }
  }

  private Uncertainty uncertainty(Member member, String statistic, boolean ofLogs) {
    List<LoadRun> runs = member.group().valid();
    double[] x = runs.stream().mapToDouble(LoadGroup::throughputPerSecond).toArray();
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      LoadGroup alone =
          new LoadGroup(name(member), "", 1, Optional.empty(), "", List.of(runs.get(i)), Map.of());
      y[i] =
          ofLogs
              ? Math.log(
                  Math.max(
                      LoadGroup.LEAST_MILLIS,
                      LoadGroup.runQuantileMillis(
                              time().of(runs.get(i)), ChartSpec.quantile(statistic))
                          .orElseThrow()))
              : figure(alone, statistic).number().orElseThrow();
    }
    return Uncertainty.of(label(member, statistic, true), x, y);
  }

  private static double back(double value, boolean ofLogs) {
    return ofLogs ? Math.exp(value) : value;
  }

  private void addCurves(Member member) {
    List<TimeDistribution> all = member.group().times(time());
    List<Point> curve = curve(all);
    if (curve.isEmpty()) {
      notes.add(
          label(member, "", true)
              + ": n/a (fewer than "
              + LEAST_BEYOND
              + " requests beyond any percentile, or all failed)");
    }
    if (all.size() > 1) {
      all.forEach(run -> add(member, "", true, Mark.THIN, curve(List.of(run))));
    }
    add(member, "", true, Mark.LINE, curve);
  }

  private List<Point> curve(List<TimeDistribution> parts) {
    Histogram merged = new Histogram(3);
    long count = 0;
    for (TimeDistribution part : parts) {
      merged.add(part.decodeHistogram());
      count += part.count();
    }
    List<Point> points = new ArrayList<>();
    for (int step = 1; step <= STEPS_PER_DECADE * DECADES; step++) {
      double timesRarer = Math.pow(10, (double) step / STEPS_PER_DECADE);
      long rank = (long) Math.ceil(count - count / timesRarer);
      if (count / timesRarer < LEAST_BEYOND - 1e-9 || rank > merged.getTotalCount()) {
        break;
      }
      double millis = at(merged, Math.max(1, rank)) / 1e6;
      if (isDrawn(millis)) {
        points.add(Point.of(timesRarer, millis));
      }
    }
    return thinned(points);
  }

  private static double at(Histogram histogram, long rank) {
    return histogram.getValueAtPercentile(100 * (rank - .5) / histogram.getTotalCount());
  }

  private List<Point> thinned(List<Point> points) {
    return spec.downsampling().method() == Method.NONE
        ? points
        : MinMax.thin(points, spec.downsampling().points());
  }

  private void addSeconds(Member member) {
    for (LoadRun run : member.group().valid()) {
      for (String statistic : statistics()) {
        double q = ChartSpec.quantile(statistic);
        List<Point> segment = new ArrayList<>();
        List<List<Point>> segments = new ArrayList<>(List.of(segment));
        for (Interval second : run.document().run().intervals()) {
          OptionalDouble millis = millis(second, q);
          if (millis.isPresent() && isDrawn(millis.getAsDouble())) {
            segment.add(Point.of(second.startNanos() / 1e9, millis.getAsDouble()));
          } else if (!segment.isEmpty()) {
            segment = new ArrayList<>();
            segments.add(segment);
          }
        }
        Mark mark = member.group().valid().size() > 1 ? Mark.THIN : Mark.LINE;
        segments.forEach(points -> add(member, statistic, true, mark, thinned(points)));
      }
      failures(run);
    }
  }

  private void failures(LoadRun run) {
    TreeMap<Long, Long> failed = new TreeMap<>();
    for (Interval second : run.document().run().intervals()) {
      if (second.failed() > 0) {
        failed.put(second.startNanos() / 1_000_000_000L, second.failed());
      }
    }
    if (!failed.isEmpty()) {
      notes.add(
          String.format(
              Locale.ROOT,
              "%s: %d failed, between second %d and second %d",
              run.file(),
              failed.values().stream().mapToLong(Long::longValue).sum(),
              failed.firstKey(),
              failed.lastKey()));
    }
  }

  /** What the requests of a second saw; the failed rank above all others. */
  private static OptionalDouble millis(Interval second, double q) {
    Histogram answered = second.decodeHistogram();
    long rank = Math.max(1, (long) Math.ceil((q - 1e-12) * second.planned()));
    return second.planned() == 0 || rank > answered.getTotalCount()
        ? OptionalDouble.empty()
        : OptionalDouble.of(at(answered, rank) / 1e6);
  }
}
