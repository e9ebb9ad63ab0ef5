package io.plumbline.results.report;

import io.plumbline.results.report.Chart.Axis;
import io.plumbline.results.report.Chart.Mark;
import io.plumbline.results.report.Chart.Point;
import io.plumbline.results.report.Chart.Scale;
import io.plumbline.results.report.Chart.Trace;
import io.plumbline.results.report.LatencyBudget.StageTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a request's time goes, as far as microbenchmarks tell, and what a change does to it. */
final class BudgetSection implements Section {
  private final LatencyBudget budget;

  private record Data(LatencyBudget budget, Chart chart) {}

  BudgetSection(ReportInput input) {
    this.budget =
        LatencyBudget.of(
            input.head().series(),
            LoadGroup.of(Plots.HEAD, LoadRun.of(input.headDocuments())),
            LoadGroup.of(Plots.BASE, LoadRun.of(input.baseDocuments())),
            Optional.of(input.comparison()));
  }

  @Override
  public String id() {
    return "budget";
  }

  @Override
  public String title() {
    return "Latency budget";
  }

  @Override
  public Object data() {
    return new Data(budget, chart(budget));
  }

  LatencyBudget budget() {
    return budget;
  }

  /** Stages as rows, the response below; what is unknown has a row and no mark. */
  static Chart chart(LatencyBudget budget) {
    List<String> rows = new ArrayList<>(List.of("response", "unexplained"));
    List<String> notes = new ArrayList<>();
    List<Point> ahead = new ArrayList<>();
    List<Point> awaited = new ArrayList<>();
    List<Point> whole = new ArrayList<>();
    add("response", budget.response(), 0, whole, notes);
    add("unexplained", budget.unexplained(), 1, whole, notes);
    for (int i = budget.stages().size() - 1; i >= 0; i--) {
      StageTime stage = budget.stages().get(i);
      add(stage.name(), stage.micros(), rows.size(), stage.awaited() ? awaited : ahead, notes);
      rows.add(stage.name());
    }
    return new Chart(
        "latency-budget",
        "Where one request's time goes",
        "Logarithmic: each mark is a stage, each line across ten times longer than the one before.",
        Axis.of("time (µs)", Scale.LOG),
        new Axis("", Scale.CATEGORY, rows),
        List.of(
            new Trace("ahead of time", Mark.POINTS, 2, true, ahead),
            new Trace("the caller waits for it", Mark.POINTS, 0, false, awaited),
            new Trace("measured at the median, and not explained", Mark.POINTS, 1, false, whole)),
        notes);
  }

  private static void add(
      String name, Figure micros, int row, List<Point> points, List<String> notes) {
    if (micros instanceof Figure.Known known && known.value() > 0) {
      points.add(new Point(known.value(), row, Point.range(known), Optional.empty()));
    } else {
      notes.add(
          name
              + ": "
              + (micros instanceof Figure.Known ? "not drawn, it is not above 0" : micros.text(0)));
    }
  }
}
