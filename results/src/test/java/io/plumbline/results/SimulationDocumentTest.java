package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationDocumentTest {
  private static final ObjectMapper PLAIN = new ObjectMapper();

  @TempDir private Path folder = Path.of("");

  private static SimulationDocument stored() throws IOException {
    return Documents.readSimulation(StoredSamples.file("simulation-v1.json"));
  }

  @Test
  void document_isReadBackAsItWasWritten() throws IOException {
    Path file = folder.resolve("a.json");
    Documents.write(file, stored());
    assertThat(Documents.readSimulation(file)).isEqualTo(stored());
    assertThat(PLAIN.readTree(file.toFile()))
        .isEqualTo(PLAIN.readTree(StoredSamples.text("simulation-v1.json")));
  }

  @Test
  void figures_keepTheOrderInWhichTheyWereWritten_andTheUnknownIsAbsent() throws IOException {
    SimulationRun run = stored().entries().get(0).runs().get(1);
    assertThat(run.figures().keySet())
        .containsExactly("mean_latency", "stdev_latency", "p50.0_latency", "p99.0_latency");
    assertThat(run.drained()).isFalse();
  }

  @Test
  void rowsNobodyAskedFor_areAbsent() throws IOException {
    ObjectNode tree = (ObjectNode) PLAIN.readTree(StoredSamples.text("simulation-v1.json"));
    tree.remove(List.of("theory", "real"));
    tree.put("newer", 1);
    Path file = folder.resolve("a.json");
    Files.writeString(file, tree.toString());
    SimulationDocument read = Documents.readSimulation(file);
    assertThat(read.theory()).isEmpty();
    assertThat(read.real()).isEmpty();
    JsonNode written = PLAIN.readTree(Documents.text(read));
    assertThat(written).isEqualTo(tree);
  }

  @Test
  void scenarioOrRepetitionThatIsThereTwice_isRefused() {
    SimulationRun run = new SimulationRun(1, true, Map.of());
    assertThatThrownBy(
            () ->
                new SimulationEntry(
                    "A", "{}", Map.of(), List.of(run, run), Optional.empty(), List.of(), Map.of()))
        .hasMessage("A has two runs of repetition 1");
    assertThatThrownBy(() -> new SimulationRun(0, true, Map.of()))
        .hasMessage("repetition must be at least 1: 0");
    assertThatThrownBy(() -> new SimulationRun(1, true, Map.of("mean_latency", Double.NaN)))
        .hasMessage("figures.mean_latency must be finite: NaN");
  }

  @Test
  void traceThatLacksAStep_isRefused() {
    assertThatThrownBy(
            () ->
                new SimulationTrace(
                    1,
                    1,
                    0,
                    1,
                    List.of(new SimulationTrace.Server("s", List.of(1), List.of())),
                    List.of(),
                    Optional.empty()))
        .hasMessage("s's utilizationPercent must have a value for each of 0 steps: 1");
  }
}
