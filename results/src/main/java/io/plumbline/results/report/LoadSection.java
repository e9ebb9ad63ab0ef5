package io.plumbline.results.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.results.Document;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadEntry;
import io.plumbline.results.LoadReport;
import io.plumbline.results.SweepDocument;
import io.plumbline.results.SweepPoint;
import io.plumbline.results.report.PlotSpec.AxisSpec;
import io.plumbline.results.report.PlotSpec.ChartSpec;
import io.plumbline.results.report.PlotSpec.Downsampling;
import io.plumbline.results.report.PlotSpec.Group;
import io.plumbline.results.report.PlotSpec.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the load runs of both sides say: the system under load, and whether to believe it. */
final class LoadSection implements Section {
  private static final List<String> QUANTILES = List.of("p50", "p95", "p99", "p99.9");

  private final List<LoadRun> baseRuns;
  private final List<LoadRun> headRuns;
  private final List<String> notes = new ArrayList<>();

  /**
   * What the page gets.
   *
   * @param rates a row per side, workload and rate
   * @param heatMaps likewise one each
   * @param notes what a reader should know first: runs that are missing, or were not valid
   */
  private record Data(
      List<Rate> rates,
      List<HeatMap> heatMaps,
      List<Audit> audits,
      List<Chart> charts,
      List<String> notes) {}

  /** The figures of a group of runs; times in milliseconds. */
  private record Rate(
      String side,
      String workload,
      String setup,
      double offeredPerSecond,
      int runs,
      int unusable,
      Map<String, Figure> quantiles,
      Figure slipP99,
      Figure queuedP50,
      Figure queuedP99,
      Figure servedP50,
      Figure servedP99,
      Figure throughput,
      Figure goodput,
      Figure sloAttainment,
      long planned,
      long failed) {}

  /** SLO attainment by tier, downwards, and service level. */
  record HeatMap(String title, List<String> slos, List<HeatRow> rows, List<String> files) {}

  /** A tier's. */
  record HeatRow(String tier, List<HeatCell> cells) {}

  /**
   * One class's.
   *
   * @param percent of all planned requests of all valid runs
   * @param told how many of how many
   */
  record HeatCell(Figure percent, String told) {}

  /** A run's verdict. */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Audit(
      String side,
      String file,
      String run,
      boolean valid,
      List<LoadDocument.CheckResult> checks,
      List<String> notes) {}

  LoadSection(ReportInput input) {
    this.baseRuns = LoadRun.of(input.baseDocuments());
    this.headRuns = LoadRun.of(input.headDocuments());
    missing(Plots.BASE, input.baseDocuments());
    missing(Plots.HEAD, input.headDocuments());
  }

  @Override
  public String id() {
    return "load";
  }

  @Override
  public String title() {
    return "Load";
  }

  @Override
  public Object data() {
    List<LoadGroup> groups = new ArrayList<>(LoadGroup.of(Plots.BASE, baseRuns));
    groups.addAll(LoadGroup.of(Plots.HEAD, headRuns));
    List<String> all = new ArrayList<>(notes);
    groups.forEach(
        group ->
            group
                .unusable()
                .forEach(
                    (file, why) ->
                        all.add(group.side() + " " + file + " has no part in any figure: " + why)));
    return new Data(
        groups.stream().map(LoadSection::rate).toList(),
        groups.stream().map(LoadSection::heatMap).toList(),
        audits(),
        groups.isEmpty() ? List.of() : charts(),
        all);
  }

  /** The charts that every report has, drawn as those are that a reader asks for. */
  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    List<LoadGroup> base = LoadGroup.of(Plots.BASE, baseRuns);
    List<LoadGroup> head = LoadGroup.of(Plots.HEAD, headRuns);
    standard().forEach((id, spec) -> charts.addAll(LoadCharts.of(id, spec, base, head)));
    return charts;
  }

  private static Map<String, ChartSpec> standard() {
    List<String> quantiles = List.of("p50", "p95", "p99");
    List<Group> byWorkload = List.of(Group.WORKLOAD);
    Map<String, ChartSpec> charts = new LinkedHashMap<>();
    charts.put(
        "response-over-load",
        spec(
            "Response time over offered load",
            Metric.OFFERED,
            Metric.RESPONSE,
            quantiles,
            byWorkload));
    charts.put(
        "throughput-over-load",
        spec(
            "Throughput over offered load",
            Metric.OFFERED,
            Metric.THROUGHPUT,
            List.of(),
            byWorkload));
    charts.put(
        "goodput-over-load",
        spec("Goodput over offered load", Metric.OFFERED, Metric.GOODPUT, List.of(), byWorkload));
    charts.put(
        "percentiles",
        spec(
            "Response time by percentile",
            Metric.QUANTILE,
            Metric.RESPONSE,
            List.of(),
            byWorkload));
    charts.put(
        "latency-throughput",
        spec(
            "Latency against throughput, and how sure both are",
            Metric.THROUGHPUT,
            Metric.RESPONSE,
            List.of("p50", "p99"),
            List.of(Group.WORKLOAD, Group.RATE)));
    charts.put(
        "response-over-time",
        spec(
            "Response time over time",
            Metric.TIME,
            Metric.RESPONSE,
            List.of("p50", "max"),
            List.of(Group.WORKLOAD, Group.RATE)));
    charts.put(
        "slip-over-load",
        spec(
            "Schedule slip over offered load",
            Metric.OFFERED,
            Metric.SLIP,
            List.of("p50", "p99"),
            byWorkload));
    charts.put(
        "queued-over-load",
        spec(
            "Queued in the scheduler over offered load",
            Metric.OFFERED,
            Metric.QUEUED,
            List.of("p50", "p99"),
            byWorkload));
    charts.put(
        "served-over-load",
        spec(
            "Served in the scheduler over offered load",
            Metric.OFFERED,
            Metric.SERVED,
            List.of("p50", "p99"),
            byWorkload));
    return charts;
  }

  private static ChartSpec spec(
      String title, Metric x, Metric y, List<String> statistics, List<Group> groups) {
    return new ChartSpec(
        title,
        AxisSpec.of(x),
        AxisSpec.of(y),
        statistics,
        groups,
        List.of(Plots.BASE),
        List.of(Plots.HEAD),
        Map.of(),
        Downsampling.DEFAULT);
  }

  /** Points of a sweep that gave no run. */
  private void missing(String side, List<Document> documents) {
    for (Document document : documents) {
      if (document instanceof SweepDocument sweep) {
        for (SweepPoint point : sweep.points()) {
          if (point.status() == SweepPoint.Status.FAILED) {
            notes.add(
                side
                    + " "
                    + point.name()
                    + " failed: "
                    + point.reason().orElse("nobody knows why"));
          } else if (point.status() == SweepPoint.Status.PENDING) {
            notes.add(side + " " + point.name() + " was not played");
          } else if (point.status() == SweepPoint.Status.SKIPPED) {
            notes.add(
                side + " " + point.name() + " was left out: " + point.reason().orElse("unknown"));
          }
        }
      }
    }
  }

  private static Rate rate(LoadGroup group) {
    Map<String, Figure> quantiles = new LinkedHashMap<>();
    for (String name : QUANTILES) {
      quantiles.put(name, group.quantileMillis(LoadGroup.Time.RESPONSE, ChartSpec.quantile(name)));
    }
    return new Rate(
        group.side(),
        group.workload(),
        group.setup(),
        group.ratePerSecond(),
        group.valid().size(),
        group.unusable().size(),
        quantiles,
        group.quantileMillis(LoadGroup.Time.SLIP, .99),
        group.quantileMillis(LoadGroup.Time.QUEUED, .5),
        group.quantileMillis(LoadGroup.Time.QUEUED, .99),
        group.quantileMillis(LoadGroup.Time.SERVED, .5),
        group.quantileMillis(LoadGroup.Time.SERVED, .99),
        group.throughputPerSecond(),
        group.goodputPerSecond(),
        group.sloAttainmentPercent(),
        sum(group, false),
        sum(group, true));
  }

  private static long sum(LoadGroup group, boolean failed) {
    return group.valid().stream()
        .map(run -> run.total().orElseThrow())
        .mapToLong(total -> failed ? total.failed() : total.planned())
        .sum();
  }

  /** Every tier and service level that any run has, as many as there are. */
  static HeatMap heatMap(LoadGroup group) {
    List<LoadEntry> classes =
        group.valid().stream()
            .flatMap(run -> run.document().entries().stream())
            .filter(entry -> entry.tier().isPresent() && entry.slo().isPresent())
            .toList();
    // The strictest first; services of one name have one length in a workload.
    List<String> slos =
        classes.stream()
            .sorted((a, b) -> Long.compare(a.sloNanos().orElse(0), b.sloNanos().orElse(0)))
            .map(entry -> entry.slo().orElseThrow())
            .distinct()
            .toList();
    List<HeatRow> rows =
        classes.stream()
            .map(entry -> entry.tier().getAsInt())
            .distinct()
            .sorted()
            .map(
                tier ->
                    new HeatRow(
                        "tier " + tier,
                        slos.stream().map(slo -> cell(classes, tier, slo)).toList()))
            .toList();
    return new HeatMap(
        group.workload() + ", " + group.label(),
        slos,
        rows,
        group.valid().stream().map(LoadRun::file).toList());
  }

  private static HeatCell cell(List<LoadEntry> classes, int tier, String slo) {
    long planned = 0;
    long met = 0;
    for (LoadEntry entry : classes) {
      if (entry.tier().getAsInt() == tier && entry.slo().orElseThrow().equals(slo)) {
        planned += entry.planned();
        met += entry.sloMet();
      }
    }
    return planned == 0
        ? new HeatCell(new Figure.Unknown("no request of this class was planned"), "")
        : new HeatCell(Figure.of(100.0 * met / planned, ""), met + " of " + planned);
  }

  private List<Audit> audits() {
    List<Audit> audits = new ArrayList<>();
    baseRuns.forEach(run -> audits.add(audit(Plots.BASE, run)));
    headRuns.forEach(run -> audits.add(audit(Plots.HEAD, run)));
    return audits;
  }

  private static Audit audit(String side, LoadRun run) {
    LoadDocument.Run played = run.document().run();
    return new Audit(
        side,
        run.file(),
        String.format(
            Locale.ROOT,
            "%s %s/s, %d requests planned, %d sent",
            played.plan().workload(),
            LoadReport.number(played.plan().ratePerSecond()),
            played.plan().count(),
            played.sent()),
        played.verdict().valid(),
        played.verdict().checks(),
        played.notes());
  }
}
