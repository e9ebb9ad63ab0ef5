package io.plumbline.experiments;

import io.plumbline.experiments.StoredCommits.Stored;
import io.plumbline.results.AtomicFiles;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.comparison.ComparisonMarkdown;
import io.plumbline.results.comparison.Side;
import io.plumbline.results.report.HtmlReport;
import io.plumbline.results.report.Plots;
import io.plumbline.results.report.ReportInput;
import io.plumbline.results.report.SvgFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes the report of a history: what changed to the candidate, how it came there, and what was
 * measured of it.
 *
 * <p>A candidate without a baseline is reported as well, with everything new.
 */
public final class ReportRun {
  private static final String PAGE = "report.html";
  private static final String SUMMARY = "summary.md";
  private static final String ANSWER = "comparison.json";
  private static final String CHARTS = "charts";
  private static final String PLOTS = "plot.yaml";

  private ReportRun() {}

  /**
   * Compares, and writes everything.
   *
   * @param outputDir for the page, the summary, the answer, the charts as SVG files, and what the
   *     plot section came to
   * @param plotFile with a plot section; its globs name files below the history
   * @param documents files of documents to be shown beside the comparison, such as simulations
   * @param command that makes this report, to be told in it
   * @throws UsageException if the candidate cannot be found or has no results, or if a document
   *     cannot be read
   */
  public static ReportOutcome run(
      CompareSettings settings,
      Path outputDir,
      Optional<Path> plotFile,
      List<Path> documents,
      String command)
      throws IOException {
    OutputFiles.requireWritableFolder("output-dir", outputDir);
    Optional<Plots> plots = Optional.empty();
    if (plotFile.isPresent()) {
      plots = Optional.of(Plots.read(PlotFile.read(plotFile.get()), settings.history()));
    }
    List<Document> beside = documents.stream().map(ReportRun::read).toList();
    CompareRun run = new CompareRun(settings);
    boolean named = settings.base().isPresent() || settings.head().isPresent();
    if (!beside.isEmpty() && !named && !Files.isDirectory(settings.history())) {
      return write(run.ofNothing(), List.of(), outputDir, plots, beside, command);
    }
    if (run.comparesFiles()) {
      return write(CompareRun.run(settings), List.of(), outputDir, plots, beside, command);
    }
    try (StoredCommits commits = StoredCommits.open(settings.repository(), settings.history())) {
      List<String> notes = new ArrayList<>();
      Stored head =
          settings.head().isPresent()
              ? commits.named(settings.head().get())
              : commits.checkedOutOrAncestor(notes);
      Optional<Stored> base = run.base(commits, head, notes);
      // First, so that the comparison's notes name what of other commits could not be read.
      List<Side> trend = commits.trend(head, head.lastMachine());
      CompareOutcome compared = run.ofCommits(commits, head, base, notes);
      return write(compared, trend, outputDir, plots, beside, command);
    }
  }

  private static Document read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UsageException("no such file: " + file);
    }
    try {
      return Documents.read(file);
    } catch (IOException unreadable) {
      throw new UsageException("cannot read " + unreadable.getMessage(), unreadable);
    }
  }

  private static ReportOutcome write(
      CompareOutcome compared,
      List<Side> trend,
      Path outputDir,
      Optional<Plots> plots,
      List<Document> beside,
      String command)
      throws IOException {
    Path page = outputDir.resolve(PAGE);
    Path summary = outputDir.resolve(SUMMARY);
    Path answer = outputDir.resolve(ANSWER);
    ReportInput input =
        new ReportInput(
            compared.comparison(),
            compared.base(),
            compared.head(),
            compared.baseDocuments(),
            compared.headDocuments(),
            trend,
            List.of(command),
            plots,
            beside);
    HtmlReport.write(page, input);
    String text = ComparisonMarkdown.text(compared.comparison());
    AtomicFiles.writeText(summary, file -> file.write(text));
    Documents.writeJson(answer, compared.comparison());
    List<Path> files = new ArrayList<>(List.of(page, summary, answer));
    if (plots.isPresent()) {
      files.add(outputDir.resolve(PLOTS));
      PlotFile.write(outputDir.resolve(PLOTS), plots.get().spec());
    }
    files.addAll(SvgFiles.write(outputDir.resolve(CHARTS), input));
    return new ReportOutcome(compared.comparison(), files);
  }
}
