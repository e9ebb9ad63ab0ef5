package io.plumbline.results.report;

import io.plumbline.results.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A report's charts as SVG files: the latency budget, the load, and those that were asked for. */
public final class SvgFiles {
  private SvgFiles() {}

  /**
   * Writes {@code <chart>.svg} for each chart, in place of whatever the files held.
   *
   * @return the files, in the order of the report
   */
  public static List<Path> write(Path folder, ReportInput input) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (Chart chart : charts(input)) {
      Path file = folder.resolve(chart.id() + ".svg");
      AtomicFiles.writeText(file, out -> out.write(SvgChart.svg(chart)));
      files.add(file);
    }
    return files;
  }

  static List<Chart> charts(ReportInput input) {
    List<Chart> charts = new ArrayList<>();
    charts.add(BudgetSection.chart(new BudgetSection(input).budget()));
    charts.addAll(new LoadSection(input).charts());
    input.plots().ifPresent(plots -> charts.addAll(new PlotSection(input, plots).charts()));
    return charts;
  }
}
