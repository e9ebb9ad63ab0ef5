package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A load run as Markdown, to be pasted somewhere: the verdict, the tables, what failed. */
public final class LoadMarkdown {
  private LoadMarkdown() {}

  /**
   * The whole text, ending in a line end.
   *
   * @param show the flags whose tables are asked for; none means the usual ones
   */
  public static String text(LoadDocument document, Set<Metric.Flag> show) {
    LoadDocument.Run run = document.run();
    List<String> lines = new ArrayList<>();
    lines.add("### " + Markdown.escaped(LoadReport.offered(document)));
    lines.add("");
    LoadReport.verdict(run).forEach(line -> lines.add("- " + Markdown.escaped(line.strip())));
    for (Metric.Flag flag : LoadReport.shown(document, show)) {
      lines.add("");
      if (flag != Metric.Flag.HEADLINE) {
        lines.add(flag + ":");
        lines.add("");
      }
      lines.addAll(Markdown.table(SummaryTable.cells(document, flag), SummaryTable.WORDS));
      if (flag == Metric.Flag.HEADLINE && !LoadReport.bars(document).isEmpty()) {
        lines.add("");
        lines.add("```");
        lines.addAll(LoadReport.bars(document));
        lines.add("```");
      }
    }
    List<String> rest = new ArrayList<>(LoadReport.failures(run));
    rest.addAll(CourseWords.lines(run));
    rest.addAll(LoadReport.loadGen(document.entries()));
    run.notes().forEach(note -> rest.add("note: " + note));
    rest.add("schedule sha256 " + run.plan().scheduleSha256());
    lines.add("");
    rest.forEach(line -> lines.add("- " + Markdown.escaped(line)));
    return String.join("\n", lines) + "\n";
  }
}
