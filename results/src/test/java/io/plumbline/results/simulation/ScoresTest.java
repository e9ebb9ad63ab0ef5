package io.plumbline.results.simulation;

import static io.plumbline.results.simulation.FakeSimulations.document;
import static io.plumbline.results.simulation.FakeSimulations.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.SimulationRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScoresTest {
  private static final String FIGURE = Column.MEAN_LATENCY;

  private static List<String> lines(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(ScoresTest.class.getResourceAsStream(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  /** What the notebook has stored of its runs, the earlier and shorter ones among them. */
  private static SimulationDocument notebook() throws IOException {
    List<String> lines = lines("notebook-runs.csv");
    String[] header = lines.get(0).split(",", -1);
    Map<String, List<SimulationRun>> runs = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      Map<String, Double> figures = new LinkedHashMap<>();
      for (int c = 1; c < fields.length; c++) {
        figures.put(header[c], Double.valueOf(fields[c]));
      }
      List<SimulationRun> ofOne = runs.computeIfAbsent(fields[0], name -> new ArrayList<>());
      ofOne.add(new SimulationRun(ofOne.size() + 1, true, figures));
    }
    List<SimulationEntry> entries = new ArrayList<>();
    runs.forEach((name, list) -> entries.add(entry(name, list)));
    return document(Engine.TICK, entries);
  }

  @Test
  void fiveScenarios_areAFifthEach() {
    // Reasonably bad runs, mean + deviation: 1 + 0, ..., and 5 +- 1 makes 5 + sqrt(2).
    Scores scores =
        Scores.of(
            SimulationFigures.of(
                document(
                    entry("five", FIGURE, 4, 6),
                    entry("two", FIGURE, 2, 2),
                    entry("one", FIGURE, 1, 1),
                    entry("four", FIGURE, 4, 4),
                    entry("three", FIGURE, 3, 3))),
            List.of(FIGURE));

    assertThat(scores.rows())
        .extracting(row -> row.name() + " " + row.total().getAsInt())
        .containsExactly("one 5", "two 4", "three 3", "four 2", "five 1");
  }

  @Test
  void edge_belongsToTheBetterFifth_andTheLowestIsIncluded() {
    // Six values 1..6: the edges are 2, 3, 4 and 5.
    Scores scores =
        Scores.of(
            SimulationFigures.of(
                document(
                    entry("1", FIGURE, 1, 1),
                    entry("2", FIGURE, 2, 2),
                    entry("3", FIGURE, 3, 3),
                    entry("4", FIGURE, 4, 4),
                    entry("5", FIGURE, 5, 5),
                    entry("6", FIGURE, 6, 6))),
            List.of(FIGURE));

    assertThat(scores.rows())
        .extracting(row -> row.total().getAsInt())
        .containsExactly(5, 5, 4, 3, 2, 1);
  }

  @Test
  void notebooksRuns_scoreAsItPrints() throws IOException {
    List<String> expected = lines("notebook-scores.csv");
    Scores scores = Scores.of(notebook());

    assertThat(String.join(",", scores.columns()))
        .isEqualTo(expected.get(0).replace("algorithm,", "").replace(",total", ""));
    assertThat(scores.rows()).hasSize(46);
    Map<String, String> told = new TreeMap<>();
    for (Scores.Row row : scores.rows()) {
      List<String> fields = new ArrayList<>();
      row.scores().forEach(score -> fields.add(String.valueOf(score.getAsInt())));
      fields.add(String.valueOf(row.total().getAsInt()));
      told.put(row.name(), row.name() + "," + String.join(",", fields));
    }
    assertThat(told.values())
        .containsExactlyInAnyOrderElementsOf(expected.subList(1, expected.size()));
    assertThat(scores.rows())
        .extracting(row -> row.total().getAsInt())
        .isSortedAccordingTo((a, b) -> b - a);
  }

  @Test
  void worstTotal_isNotVeryGood_whateverTheNotebookPrints() throws IOException {
    assertThat(Scores.of(notebook()).notes())
        .singleElement()
        .asString()
        .contains("prints \"very good\" for ProbingLeastServerExpectedLatency");
    assertThat(Scores.label(5)).isEqualTo("very good");
    assertThat(Scores.label(1)).isEqualTo("very bad");
  }

  @Test
  void oneRun_hasNoScore() {
    Scores scores =
        Scores.of(
            SimulationFigures.of(document(entry("once", FIGURE, 3), entry("twice", FIGURE, 4, 4))),
            List.of(FIGURE));

    assertThat(scores.rows())
        .extracting(Scores.Row::name, Scores.Row::total)
        .containsExactly(tuple("twice", OptionalInt.of(5)), tuple("once", OptionalInt.empty()));
    assertThat(scores.notes()).containsExactly("a score needs two runs that have the figure");
  }
}
