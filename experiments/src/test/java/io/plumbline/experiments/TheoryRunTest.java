package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.experiments.TheorySystem.Service;
import io.plumbline.results.Documents;
import io.plumbline.results.TheoryDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TheoryRunTest {

  private static TheoryRun run(Optional<Path> output, TheorySystem... systems) {
    return new TheoryRun(
        List.of(systems), 0, 42, output, List.of("calibrate"), "plumbline test", new Messages());
  }

  /** Structure only: how long anything took depends on who else is at work. */
  @Test
  void tinyRun_comparesEveryWait_andIsKept(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve("theory.json");
    TheoryDocument document =
        run(Optional.of(file), new TheorySystem(Service.D, 8, .5, 2, 150_000_000)).run().document();
    assertThat(Documents.read(file)).isEqualTo(document);
    TheoryDocument.Queue queue = document.queues().get(0);
    assertThat(queue.name()).isEqualTo("M/D/8@0.5");
    assertThat(queue.replications()).isEqualTo(2);
    assertThat(queue.requests()).isPositive();
    assertThat(queue.failed()).isZero();
    assertThat(queue.serviceMeanNanos().orElseThrow()).isGreaterThanOrEqualTo(8e6);
    assertThat(queue.path().orElseThrow().unexplained()).isZero();
    assertThat(queue.mean().orElseThrow().exact()).isFalse();
  }

  @Test
  void markdown_isWrittenWhereTheNameSaysSo(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve("theory.md");
    run(Optional.of(file), new TheorySystem(Service.M, 1, .5, 2, 50_000_000)).run();
    assertThat(Files.readAllLines(file))
        .element(2)
        .asString()
        .matches("\\| M/M/1@0\\.5 \\| (yes|NO) \\| Pollaczek-Khinchine.*\\|");
  }

  @Test
  void stoppedRun_writesNothing(@TempDir Path folder) {
    Path file = folder.resolve("theory.json");
    TheoryRun run = run(Optional.of(file), new TheorySystem(Service.M, 1, .5, 2, 50_000_000));
    run.stop();
    assertThatThrownBy(run::run)
        .isInstanceOf(CancellationException.class)
        .hasMessage("stopped before it was over; nothing was written");
    assertThat(file).doesNotExist();
  }

  @Test
  void unknownQueue_isRefusedWithThoseThereAre() {
    assertThatThrownBy(
            () ->
                new TheoryRun(
                    true, List.of("M/X/1"), 42, Optional.empty(), List.of(), "", new Messages()))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--only: no such queue: M/X/1; there are M/M/1@0.5, ");
  }

  @Test
  void systems_areTheDesigns() {
    assertThat(TheorySystem.full())
        .hasSize(18)
        .extracting(TheorySystem::name)
        .doesNotHaveDuplicates();
    TheorySystem system = new TheorySystem(Service.D, 8, .8, 10, 1);
    assertThat(system.serviceTime().meanMillis()).isEqualTo(8);
    // 0.8 of 8 workers, 8 ms each: 800/s; with services that last 2 ms longer, 640/s.
    assertThat(system.ratePerSecond(0)).isCloseTo(800, within(1e-9));
    assertThat(system.ratePerSecond(2e6)).isCloseTo(640, within(1e-9));
  }
}
