package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationDocument.Prediction;
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

  /** So few requests that no interval tells anything. */
  private SimulationProof.Outcome theory(Path file) throws IOException, InterruptedException {
    return new SimulationProof(
            SimulationProof.Against.THEORY,
            2,
            1000,
            42,
            Optional.empty(),
            file,
            true,
            List.of("simulate", "--theory"),
            "test",
            new SilentObserver())
        .run();
  }

  @Test
  void tooFewRuns_areNoAgreement_andSayHowManyWouldDo() throws IOException, InterruptedException {
    Path file = folder.resolve("a.json");
    SimulationDocument document = theory(file).document();

    assertThat(theory(file).answer()).isEqualTo(SimulationProof.Answer.UNTOLD);
    assertThat(document.engine()).isEqualTo(Engine.TICK);
    assertThat(document.theory()).hasSizeGreaterThan(80).allMatch(Prediction::agrees);
    assertThat(document.theory()).anyMatch(row -> !row.tells());
    assertThat(document.theory())
        .filteredOn(row -> row.system().equals("M/M/1"))
        .extracting(Prediction::quantity)
        .contains("mean response (services)", "p99 (services)");
    assertThat(document.notes())
        .filteredOn(SimulationReport::isOfTheory)
        .hasSize(11)
        .anyMatch(note -> note.matches(".*: not shown; about --runs \\d+ would show it"));
    assertThat(SimulationReport.lines(document, Optional.empty()))
        .anyMatch(line -> line.matches("M/M/1 +p99 \\(services\\) +too wide .*"));
  }

  @Test
  void theory_isAddedToWhatTheFileHolds_ofEitherEngine() throws IOException, InterruptedException {
    Path file = folder.resolve("a.json");
    List<Reality> real =
        List.of(new Reality("random", "p99", "ms", 21, 23.1, OptionalDouble.of(1.1), .25, true));
    SimulationFiles files =
        new SimulationFiles(
            file, false, Optional.of(Engine.EVENT), 42, List.of("simulate"), "test");
    SimulationEntry entry =
        new SimulationEntry(
            "plain",
            "\"random\"",
            Map.of(),
            List.of(),
            Optional.empty(),
            List.of(),
            Map.of());
    files.write(
        Optional.empty(),
        List.of(entry),
        List.of(),
        real,
        List.of("order at load 0.50: of before", "order by p99: a before b: agrees"));

    SimulationDocument document = theory(file).document();

    assertThat(document.engine()).isEqualTo(Engine.EVENT);
    assertThat(document.entries()).containsExactly(entry);
    assertThat(document.real()).isEqualTo(real);
    assertThat(document.theory()).isNotEmpty();
    assertThat(document.notes())
        .contains("order by p99: a before b: agrees")
        .doesNotContain("order at load 0.50: of before");
  }
}
