package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.balancing.event.TheoryTable.Order;
import io.plumbline.balancing.event.TheoryTable.Row;
import io.plumbline.experiments.SimulationProof.Answer;
import io.plumbline.results.Documents;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationDocument.Reality;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.simulation.SimulationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationProofTest {
  @TempDir private Path folder;

  private static final class SilentObserver implements RunObserver {
    @Override
    public void step(String text) {}

    @Override
    public void note(String text) {}

    @Override
    public void progress(String text) {}
  }

  private static Row row(double simulated, double halfWidth) {
    return new Row("M/M/1", .9, "mean response", 10, 0, simulated, halfWidth);
  }

  private static Order order(double difference, double halfWidth) {
    return new Order("best of 2", "random", .9, 3, 3 + difference, difference, halfWidth, 10);
  }

  private SimulationProof proof(Path file) {
    return new SimulationProof(
        SimulationProof.Against.THEORY,
        SimulationProof.THEORY_REPETITIONS,
        42,
        Optional.empty(),
        file,
        true,
        List.of("simulate", "--theory"),
        "test",
        new SilentObserver());
  }

  private SimulationProof.Outcome outcome(Row row, Order order) throws IOException {
    return proof(folder.resolve("a.json"))
        .kept(List.of(row), List.of(order), Optional.empty(), List.of());
  }

  @Test
  void answer_isGoodOnlyIfEverythingIsShown_andBadOnlyIfSomethingIsContradicted()
      throws IOException {
    assertThat(outcome(row(10.1, .2), order(7, .5)).answer()).isEqualTo(Answer.AGREES);
    assertThat(outcome(row(10.3, .2), order(7, .5)).answer()).isEqualTo(Answer.DISAGREES);
    assertThat(outcome(row(10.1, .2), order(-7, .5)).answer()).isEqualTo(Answer.DISAGREES);
    // An interval that holds whatever may be predicted, or both orders, shows nothing.
    assertThat(outcome(row(10.1, 20), order(7, .5)).answer()).isEqualTo(Answer.UNTOLD);
    assertThat(outcome(row(10.1, .2), order(7, 8)).answer()).isEqualTo(Answer.UNTOLD);
    assertThat(outcome(row(10.3, .2), order(7, 8)).answer()).isEqualTo(Answer.DISAGREES);
  }

  @Test
  void orderThatIsNotShown_saysHowManyRunsWouldDo() throws IOException {
    assertThat(outcome(row(10.1, .2), order(7, 8)).document().notes())
        .containsExactly(
            "order at load 0.90: best of 2 3.0000, random 10.0000, paired difference 7.0000 within"
                + " 8.0000: not shown; about --runs 12 would show it");
    assertThat(outcome(row(10.1, .2), order(-7, 8)).document().notes().get(0))
        .endsWith(": not shown, and more runs alone are not likely to show it");
    assertThat(outcome(row(10.1, .2), order(-7, 5)).document().notes().get(0))
        .endsWith(": CONTRADICTED");
    assertThat(outcome(row(10.1, .2), order(7, .5)).document().notes().get(0)).endsWith(": holds");
  }

  @Test
  void table_namesUnits_andIntervalsThatAreTooWide() throws IOException {
    assertThat(
            SimulationReport.lines(
                outcome(row(10.1, 20), order(7, .5)).document(), Optional.empty()))
        .anyMatch(line -> line.matches("M/M/1 +mean response \\(services\\) +too wide +0.900 .*"));
  }

  @Test
  void whatTheoryItselfMayMiss_isTold() throws IOException {
    Row limit = new Row("best of 2 of 100", .9, "mean response", 2.65, .04, 2.7, .02);
    SimulationProof.Outcome outcome = outcome(limit, order(7, .5));
    assertThat(outcome.answer()).isEqualTo(Answer.AGREES);
    assertThat(outcome.document().theory().get(0).quantity())
        .isEqualTo("mean response (services), theory to 4 %");
  }

  @Test
  void theory_isAddedToWhatTheFileHolds_ofEitherEngine() throws IOException {
    Path file = folder.resolve("b.json");
    List<Reality> real =
        List.of(new Reality("random", "p99", "ms", 21, 23.1, OptionalDouble.of(1.1), .25, true));
    SimulationEntry entry =
        new SimulationEntry(
            "plain", "\"random\"", Map.of(), List.of(), Optional.empty(), List.of(), Map.of());
    new SimulationFiles(file, false, Optional.of(Engine.EVENT), 42, List.of("simulate"), "test")
        .write(
            Optional.empty(),
            List.of(entry),
            List.of(),
            real,
            List.of("order at load 0.50: of before", "order by p99: a before b: agrees"));

    SimulationProof proof = proof(file);
    SimulationDocument document =
        proof
            .kept(
                List.of(row(10.1, .2)),
                List.of(order(7, .5)),
                Optional.empty(),
                proof.formerNotes())
            .document();

    assertThat(document.engine()).isEqualTo(Engine.EVENT);
    assertThat(document.entries()).containsExactly(entry);
    assertThat(document.real()).isEqualTo(real);
    assertThat(document.theory()).hasSize(1);
    assertThat(document.notes())
        .hasSize(2)
        .contains("order by p99: a before b: agrees")
        .doesNotContain("order at load 0.50: of before");
    assertThat(Documents.readSimulation(file)).isEqualTo(document);
  }
}
