package io.plumbline.results.report;

import java.util.List;

/** The charts that the reader asked for. */
final class PlotSection implements Section {
  private final List<Chart> charts;

  private record Data(List<Chart> charts) {}

  PlotSection(ReportInput input, Plots plots) {
    this.charts =
        plots.charts(LoadRun.of(input.baseDocuments()), LoadRun.of(input.headDocuments()));
  }

  @Override
  public String id() {
    return "plots";
  }

  @Override
  public String title() {
    return "Further charts";
  }

  @Override
  public Object data() {
    return new Data(charts);
  }

  List<Chart> charts() {
    return charts;
  }
}
