package io.plumbline.results.simulation;

import static io.plumbline.results.simulation.FakeSimulations.document;
import static io.plumbline.results.simulation.FakeSimulations.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationRun;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** CSV, the console and Markdown. */
class SimulationWritersTest {
  private static SimulationDocument two() {
    return document(
        entry(
            "Random",
            List.of(
                new SimulationRun(
                    1,
                    true,
                    Map.of(Column.JAIN_INDEX, .75, "p99.0_latency", 80.5, "mean_latency", 14.0)),
                new SimulationRun(2, false, Map.of("mean_latency", 16.0)))),
        entry("Round, Robin", "mean_latency", 15, 17));
  }

  @Test
  void runs_haveTheNotebooksColumnsAlone_algorithmFirst() {
    assertThat(SimulationCsv.runs(two()))
        .isEqualTo(
            """
            algorithm,mean_latency,p99.0_latency
            Random,14.0,80.5
            Random,16.0,
            "Round, Robin",15.0,
            "Round, Robin",17.0,
            """);
  }

  @Test
  void everything_hasOursToo() {
    assertThat(SimulationCsv.everything(two()))
        .startsWith(
            """
            algorithm,repetition,drained,mean_latency,p99.0_latency,jain_index
            Random,1,true,14.0,80.5,0.75
            Random,2,false,16.0,,
            """);
  }

  @Test
  void eventEngine_hasColumnsOfItsOwn() {
    SimulationDocument event =
        document(
            Engine.EVENT,
            List.of(
                entry("a", Column.MEAN_RESPONSE, 1.5, 2.5),
                entry("b", Column.sloAttainment("1:urgent"), 99.5, 98.5)));

    assertThat(SimulationCsv.runs(event))
        .startsWith("algorithm,response_mean_ms,slo_attainment_1:urgent_percent\na,1.5,\n")
        .endsWith("b,,98.5\n");
    // Where higher is better, the lowest run is the worst.
    assertThat(SimulationCsv.aggregates(event)).endsWith(",98.5\n");
    assertThat(SimulationReport.lines(event, Optional.empty()))
        .anyMatch(line -> line.matches("b +2 +n/a +99\\.00 \\[.*"));
  }

  @Test
  void aggregates_areMeanIntervalVarianceReasonablyBadAndWorst() {
    // 15 and 17: mean 16, variance 2, interval 16 +- 12.706 * 1, reasonably bad 16 + sqrt(2).
    String[] lines = SimulationCsv.aggregates(two()).split("\n", -1);

    assertThat(lines[0])
        .startsWith(
            "algorithm,runs,undrained_runs,mean_latency_mean,mean_latency_mean_low,mean_latency_mean_high,"
                + "mean_latency_variance,mean_latency_reasonably_bad_run,mean_latency_worst_run,"
                + "p99.0_latency_mean,");
    assertThat(lines[1]).contains(",80.5,,,,,80.5,0.75,,,,,0.75");
    assertThat(lines[2])
        .matches(
            "\"Round, Robin\",2,0,16\\.0,3\\.29\\d+,28\\.70\\d+,2\\.0,17\\.414\\d+,17\\.0,{12}");
  }

  @Test
  void console_tellsScoresFiguresAndPairs() {
    List<String> lines = SimulationReport.lines(two(), Optional.empty());

    assertThat(lines.get(0)).isEqualTo("2 scenarios, 4 runs, tick engine, seed 42");
    assertThat(lines)
        .contains("figures:", "against Random !:")
        .anyMatch(
            line -> line.matches("Random ! +2 +15\\.00 \\[2\\.29,27\\.8\\] +80\\.50 +0\\.750"))
        .anyMatch(
            line ->
                line.matches(
                    "Round, Robin +mean_latency +(lower|higher|undecided) +2 +\\+6\\.7 % +\\[.*"))
        .contains(
            "note: Random: 1 of 2 runs did not drain: requests were still in flight at the limit");
    assertThat(String.join("\n", lines)).doesNotContain("NaN", "Infinity", "null");
    assertThatThrownBy(() -> SimulationReport.lines(two(), Optional.of("Best")))
        .hasMessage("the baseline must be one of the scenarios: Best");
  }

  @Test
  void unfinishedRequests_areAColumnWhereThereAreAny_andAMarkWhereTheyAreMany() {
    List<String> lines =
        SimulationReport.lines(
            document(
                // 3 of 1000 are more than 1 in 1000; 1 of 1000 is not.
                entry("A", List.of(answered(3), answered(1))),
                entry("B", List.of(answered(0), answered(1)))),
            Optional.empty());
    assertThat(lines)
        .anyMatch(line -> line.matches("scenario +runs +mean_latency +unfinished"))
        .anyMatch(line -> line.startsWith("A !  ") && line.contains(" 2 ["))
        .anyMatch(line -> line.startsWith("B    "));
    assertThat(lines.get(lines.size() - 1)).startsWith("! a run did not drain, or left more than");

    assertThat(SimulationReport.lines(document(entry("A", List.of(answered(0)))), Optional.empty()))
        .noneMatch(line -> line.contains("unfinished") || line.contains("!"));
  }

  private static SimulationRun answered(int butFor) {
    return new SimulationRun(
        butFor == 3 || butFor == 0 ? 1 : 2,
        true,
        Map.of("mean_latency", 9.0, "requests", 1000.0, "unfinished", (double) butFor));
  }

  @Test
  void markdown_hasTheSameTables() {
    assertThat(SimulationReport.markdown(two(), Optional.of("Round, Robin")))
        .contains("#### figures", "| Random ! | 2 | 15.00 ", "#### against Round, Robin")
        .endsWith("in flight at the limit\n");
  }

  @Test
  void oneRunOfOneScenario_isToldWithoutWhatItCannotTell() {
    List<String> lines =
        SimulationReport.lines(document(entry("A", "mean_latency", 9)), Optional.empty());

    assertThat(lines.get(0)).isEqualTo("1 scenario, 1 run, tick engine, seed 42");
    assertThat(lines).anyMatch(line -> line.matches("A +1 +9\\.00"));
    assertThat(lines).noneMatch(line -> line.startsWith("against") || line.startsWith("scores"));
  }
}
