package io.plumbline.results.simulation;

import io.plumbline.results.Finite;
import io.plumbline.results.Markdown;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Simulations told on the console and in Markdown: scores, figures, and policies pair by pair. */
public final class SimulationReport {
  private static final List<String> TICK_FIGURES =
      List.of(
          Column.MEAN_LATENCY,
          Column.STDEV_LATENCY,
          Column.latency(.99),
          Column.MEAN_UTILIZATION,
          Column.MEAN_STDEV_UTILIZATION,
          Column.STDEV_UTILIZATION,
          Column.CLEAN_MEAN_LATENCY,
          Column.cleanLatency(.99),
          Column.TRUE_UTILIZATION,
          Column.JAIN_INDEX,
          Column.PROBES_PER_REQUEST);

  private static final List<String> EVENT_FIGURES =
      List.of(
          Column.MEAN_RESPONSE,
          Column.response(.5),
          Column.response(.9),
          Column.response(.99),
          Column.TRUE_UTILIZATION,
          Column.BETWEEN_SERVERS,
          Column.JAIN_INDEX,
          Column.PROBES_PER_REQUEST,
          Column.SLO_ATTAINMENT);

  private static final List<String> UNFINISHED =
      List.of(Column.UNFINISHED, Column.UNFINISHED_PERCENT);

  /** Notes of what was found beside the tables of theory and of real servers start so. */
  public static final String ORDER_AT_LOAD = "order at load ";

  public static final String ORDER_BY = "order by ";
  public static final String OVERHEAD = "overhead of ";
  public static final String SLIP = "slip of ";

  private static final String P99_TITLE = "p99 latency";
  private static final double PERCENT = 100;

  private SimulationReport() {}

  /** A heading, and rows of cells of which the first columns hold words. */
  private record Table(String heading, List<List<String>> cells, int words, List<String> legend) {
    Table {
      cells = List.copyOf(cells);
      legend = List.copyOf(legend);
    }
  }

  /**
   * Lines without a line end.
   *
   * @param baseline the scenario that the others are compared with; the first if it is empty
   * @throws IllegalArgumentException if there is no such scenario
   */
  public static List<String> lines(SimulationDocument document, Optional<String> baseline) {
    List<String> lines = new ArrayList<>(List.of(head(document)));
    for (Table table : tables(document, baseline)) {
      lines.add("");
      lines.add(table.heading() + ":");
      lines.addAll(TextTable.lines(table.cells(), table.words()));
      lines.addAll(table.legend());
    }
    notes(document).forEach(note -> lines.add("note: " + note));
    return lines;
  }

  /** The same in Markdown, ending in a line end. */
  public static String markdown(SimulationDocument document, Optional<String> baseline) {
    List<String> lines = new ArrayList<>(List.of("### " + Markdown.escaped(head(document))));
    for (Table table : tables(document, baseline)) {
      lines.addAll(List.of("", "#### " + Markdown.escaped(table.heading()), ""));
      lines.addAll(Markdown.table(table.cells(), table.words()));
      if (!table.legend().isEmpty()) {
        lines.add("");
        table.legend().forEach(line -> lines.add(Markdown.escaped(line) + "  "));
      }
    }
    List<String> notes = notes(document);
    if (!notes.isEmpty()) {
      lines.add("");
      notes.forEach(note -> lines.add("- " + Markdown.escaped(note)));
    }
    return String.join("\n", lines) + "\n";
  }

  /** How much was simulated, and how. */
  public static String head(SimulationDocument document) {
    if (document.entries().isEmpty()) {
      return "no scenario, seed " + document.seed();
    }
    int runs = document.entries().stream().mapToInt(entry -> entry.runs().size()).sum();
    return String.format(
        Locale.ROOT,
        "%d %s, %d %s, %s engine, seed %d",
        document.entries().size(),
        document.entries().size() == 1 ? "scenario" : "scenarios",
        runs,
        runs == 1 ? "run" : "runs",
        document.engine() == Engine.TICK ? "tick" : "event",
        document.seed());
  }

  private static List<Table> tables(SimulationDocument document, Optional<String> baseline) {
    List<Table> tables = new ArrayList<>();
    SimulationFigures figures = SimulationFigures.of(document);
    Scores scores = Scores.of(document);
    if (!scores.rows().isEmpty()) {
      tables.add(scores(scores, figures));
    }
    if (!document.entries().isEmpty()) {
      tables.add(figures(document, figures));
    }
    Optional<String> base = baseline.or(() -> PairedDifference.firstOf(document));
    if (base.isPresent() && document.entries().size() > 1) {
      tables.add(pairs(document, figures, base.get()));
    }
    if (!document.theory().isEmpty()) {
      tables.add(theory(document));
    }
    if (!document.real().isEmpty()) {
      tables.add(real(document));
    }
    return tables;
  }

  private static Table scores(Scores scores, SimulationFigures figures) {
    List<List<String>> cells = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("scenario"));
    header.addAll(scores.columns());
    header.add("total");
    cells.add(header);
    for (Scores.Row row : scores.rows()) {
      List<String> line = new ArrayList<>(List.of(figures.marked(row.name())));
      row.scores().forEach(score -> line.add(score(score)));
      line.add(row.total().isPresent() ? String.valueOf(row.total().getAsInt()) : "n/a");
      cells.add(line);
    }
    return new Table(
        "scores, by fifths of the reasonably bad runs (mean + standard deviation)",
        cells,
        1 + scores.columns().size(),
        Stream.concat(
                marks(figures, figures.entries()).stream(),
                scores.notes().stream().map(note -> "note: " + note))
            .toList());
  }

  private static List<String> marks(SimulationFigures figures, List<String> names) {
    return names.stream().anyMatch(figures::isCutShort)
        ? List.of(SimulationFigures.MARK)
        : List.of();
  }

  private static String score(OptionalInt score) {
    return score.isPresent() ? score.getAsInt() + " " + Scores.label(score.getAsInt()) : "n/a";
  }

  /** The figures that the console shows of every run of an engine. */
  public static List<String> told(Engine engine) {
    return engine == Engine.TICK ? TICK_FIGURES : EVENT_FIGURES;
  }

  /** The figures whose runs are drawn as box plots: titles by column. */
  public static Map<String, String> boxes(Engine engine) {
    Map<String, String> titles = new LinkedHashMap<>();
    if (engine == Engine.TICK) {
      titles.put(Column.MEAN_LATENCY, "Mean latency");
      titles.put(Column.STDEV_LATENCY, "Latency spread");
      titles.put(Column.latency(.99), P99_TITLE);
      titles.put(Column.MEAN_UTILIZATION, "Mean utilization");
      titles.put(Column.STDEV_UTILIZATION, "Utilization spread between servers");
      titles.put(Column.MEAN_STDEV_UTILIZATION, "Utilization spread of a server over time");
      titles.put(Column.CLEAN_MEAN_LATENCY, "Mean latency of every request");
      titles.put(Column.TRUE_UTILIZATION, "Mean utilization of every tick");
    } else {
      titles.put(Column.MEAN_RESPONSE, "Mean latency");
      titles.put(Column.STDEV_RESPONSE, "Latency spread");
      titles.put(Column.response(.99), P99_TITLE);
      titles.put(Column.TRUE_UTILIZATION, "Mean utilization");
      titles.put(Column.BETWEEN_SERVERS, "Utilization spread between servers");
    }
    return titles;
  }

  /** The figures that the console shows, as far as a run has them. */
  static List<Column> shown(SimulationDocument document) {
    List<String> wanted = told(document.engine());
    SimulationFigures figures = SimulationFigures.of(document);
    return figures.columns().stream()
        .filter(
            column ->
                wanted.contains(column.name())
                    || column.name().startsWith("slo_attainment_")
                    || (UNFINISHED.contains(column.name())
                        && figures.entries().stream()
                            .flatMapToDouble(
                                entry -> Arrays.stream(figures.values(entry, column.name())))
                            .anyMatch(value -> value > 0)))
        .toList();
  }

  private static Table figures(SimulationDocument document, SimulationFigures figures) {
    List<Column> columns = shown(document);
    List<List<String>> cells = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("scenario", "runs"));
    columns.forEach(column -> header.add(column.name()));
    cells.add(header);
    for (SimulationEntry entry : document.entries()) {
      List<String> line =
          new ArrayList<>(
              List.of(figures.marked(entry.name()), String.valueOf(entry.runs().size())));
      for (Column column : columns) {
        line.add(
            figures
                .aggregate(entry.name(), column.name())
                .map(of -> figure(of, column.decimals()))
                .orElse("n/a"));
      }
      cells.add(line);
    }
    List<String> legend =
        new ArrayList<>(
            List.of("in brackets the 95 % interval of the mean, Student's, over the runs"));
    legend.addAll(marks(figures, figures.entries()));
    return new Table("figures", cells, 1, legend);
  }

  private static String figure(Aggregate of, int decimals) {
    String mean = Finite.text(of.mean(), decimals);
    return of.low().isPresent() ? mean + " " + Finite.interval(of.low(), of.high()) : mean;
  }

  /** The figures that policies are compared by. */
  public static List<String> compared(Engine engine) {
    return engine == Engine.TICK
        ? List.of(
            Column.MEAN_LATENCY,
            Column.latency(.99),
            Column.CLEAN_MEAN_LATENCY,
            Column.cleanLatency(.99))
        : List.of(Column.MEAN_RESPONSE, Column.response(.5), Column.response(.99));
  }

  private static Table pairs(
      SimulationDocument document, SimulationFigures figures, String baseline) {
    List<PairedDifference> all =
        PairedDifference.all(document, baseline, compared(document.engine())).stream()
            .filter(one -> one.pairs() > 0)
            .toList();
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("scenario", "figure", "answer", "pairs", "change", "interval", "p"));
    for (PairedDifference one : all) {
      cells.add(
          List.of(
              figures.marked(one.entry()) + (one.sameSettings() ? "" : " *"),
              one.column(),
              one.answer().toString(),
              String.valueOf(one.pairs()),
              change(one, one.estimate()),
              one.low().isPresent()
                  ? "[" + change(one, one.low()) + ", " + change(one, one.high()) + "]"
                  : "n/a",
              one.p().isPresent() ? Finite.text(one.p().getAsDouble(), 4) : "n/a"));
    }
    List<String> legend = new ArrayList<>();
    legend.add(
        "paired by repetition; where the settings agree, both met equal arrivals, servers and"
            + " resets; lower or higher is said where it can be believed, at most 5 % of such"
            + " answers being expected to be false (Benjamini and Hochberg)");
    if (all.stream().anyMatch(one -> !one.sameSettings())) {
      legend.add("* its settings differ from the baseline's in more than the policy");
    }
    legend.addAll(marks(figures, figures.entries()));
    return new Table("against " + figures.marked(baseline), cells, 3, legend);
  }

  private static String change(PairedDifference one, OptionalDouble value) {
    if (value.isEmpty()) {
      return "n/a";
    }
    if (!one.isRatio()) {
      return Finite.text(value.getAsDouble(), Column.of(one.column()).decimals());
    }
    double percent = PERCENT * (value.getAsDouble() - 1);
    return (percent > 0 ? "+" : "") + Finite.text(percent, 1) + " %";
  }

  private static Table theory(SimulationDocument document) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of("system", "quantity", "agrees", "load", "predicted", "simulated", "half width"));
    for (SimulationDocument.Prediction row : document.theory()) {
      cells.add(
          List.of(
              row.system(),
              row.quantity(),
              answer(row),
              Finite.text(row.load(), 3),
              Finite.text(row.predicted(), 4),
              Finite.text(row.simulated(), 4),
              row.halfWidth().isPresent() ? Finite.text(row.halfWidth().getAsDouble(), 4) : "n/a"));
    }
    return new Table(
        "against theory",
        cells,
        3,
        List.of(
            "half width: of the 99.9 % interval; too wide if it is more than 3/10 of what was"
                + " predicted, for then too much would agree: more --runs narrow it"));
  }

  /** Whether it agrees: yes, NO, or that the interval is too wide to tell. */
  public static String answer(SimulationDocument.Prediction row) {
    return !row.agrees() ? "NO" : row.tells() ? "yes" : "too wide";
  }

  private static Table real(SimulationDocument document) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of("policy", "quantity", "unit", "agrees", "real", "simulated", "ratio", "bound"));
    for (SimulationDocument.Reality row : document.real()) {
      cells.add(
          List.of(
              row.policy(),
              row.quantity(),
              row.unit(),
              row.agrees() ? "yes" : "NO",
              Finite.text(row.real(), 3),
              Finite.text(row.simulated(), 3),
              row.ratio().isPresent() ? Finite.text(row.ratio().getAsDouble(), 3) : "n/a",
              Finite.text(row.bound(), 3)));
    }
    return new Table(
        "real against simulated",
        cells,
        4,
        List.of(
            "bound: by how much they may differ: times by this share of the smaller, shares of the"
                + " requests by this much as they are; ratio: simulated / real"));
  }

  /** Whether a note is of the comparison with theory. */
  public static boolean isOfTheory(String note) {
    return note.startsWith(ORDER_AT_LOAD);
  }

  /** Whether a note is of the comparison with real servers. */
  public static boolean isOfReal(String note) {
    return Stream.of(ORDER_BY, OVERHEAD, SLIP).anyMatch(note::startsWith);
  }

  /** The document's, and which runs did not drain. */
  public static List<String> notes(SimulationDocument document) {
    List<String> notes = new ArrayList<>();
    for (SimulationEntry entry : document.entries()) {
      long undrained = entry.runs().stream().filter(run -> !run.drained()).count();
      if (undrained > 0) {
        notes.add(
            String.format(
                Locale.ROOT,
                "%s: %d of %d %s did not drain: requests were still in flight at the limit",
                entry.name(),
                undrained,
                entry.runs().size(),
                entry.runs().size() == 1 ? "run" : "runs"));
      }
    }
    notes.addAll(document.notes());
    return notes;
  }
}
