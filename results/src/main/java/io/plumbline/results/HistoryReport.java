package io.plumbline.results;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A history told on the console: a row per commit, the one measured last on top.
 *
 * <table>
 * <caption>Columns</caption>
 * <tr><td>commit<td>its first twelve digits
 * <tr><td>tree<td>{@code dirty} where the work tree differed from it, else {@code clean}
 * <tr><td>last_measured<td>when its newest measurement began, UTC
 * <tr><td>documents<td>how many of which kind
 * <tr><td>machines<td>keys; equal ones are of machines whose results may be compared
 * <tr><td>KiB<td>the sizes of its documents together, rounded up
 * </table>
 */
public final class HistoryReport {
  private static final int ID_DIGITS = 12;
  private static final int KIB = 1024;

  private HistoryReport() {}

  private record Row(String commitId, boolean dirty) {}

  /** Lines without a line end. */
  public static List<String> lines(History history) {
    Map<Row, List<HistoryFile>> rows =
        history.files().stream()
            .collect(groupingBy(file -> new Row(file.commitId(), file.dirty())));
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("commit", "tree", "last_measured", "documents", "machines", "KiB"));
    rows.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<Row, List<HistoryFile>> row) -> newest(row.getValue()))
                .reversed()
                .thenComparing(row -> row.getKey().commitId()))
        .forEach(row -> cells.add(cells(row.getKey(), row.getValue())));
    List<String> lines = new ArrayList<>();
    if (cells.size() > 1) {
      lines.addAll(TextTable.lines(cells, 5));
    }
    long commits = history.files().stream().map(HistoryFile::commitId).distinct().count();
    lines.add(
        history.files().size()
            + " documents of "
            + commits
            + " commits, "
            + kibibytes(history.files())
            + " KiB");
    return lines;
  }

  private static List<String> cells(Row row, List<HistoryFile> files) {
    return List.of(
        row.commitId().substring(0, ID_DIGITS),
        row.dirty() ? "dirty" : "clean",
        newest(files).truncatedTo(ChronoUnit.SECONDS).toString(),
        files.stream()
            .collect(groupingBy(HistoryFile::kind, TreeMap::new, counting()))
            .entrySet()
            .stream()
            .map(kind -> kind.getValue() + " " + kind.getKey())
            .collect(joining(", ")),
        files.stream().map(HistoryFile::machineKey).distinct().sorted().collect(joining(", ")),
        String.valueOf(kibibytes(files)));
  }

  private static Instant newest(List<HistoryFile> files) {
    return files.stream().map(HistoryFile::startedAt).max(Comparator.naturalOrder()).orElseThrow();
  }

  private static long kibibytes(List<HistoryFile> files) {
    long bytes = files.stream().mapToLong(HistoryFile::bytes).sum();
    return (bytes + KIB - 1) / KIB;
  }
}
