package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.experiments.TheorySystem.Service;
import io.plumbline.results.Documents;
import io.plumbline.results.TheoryDocument;
import io.plumbline.results.TheoryReport;
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
    // A machine that stands still serves above load 1, where no formula holds.
    assertThat(queue.mean().isPresent()).isEqualTo(queue.load().orElseThrow() < 1);
  }

  @Test
  void everyService_withOneWorkerAndWithEight_explainsEveryWait()
      throws IOException, InterruptedException {
    TheoryDocument document =
        run(
                Optional.empty(),
                new TheorySystem(Service.D, 1, .8, 2, 100_000_000),
                new TheorySystem(Service.G, 1, .8, 2, 100_000_000),
                new TheorySystem(Service.M, 8, .8, 2, 100_000_000),
                new TheorySystem(Service.G, 8, .8, 2, 100_000_000))
            .run()
            .document();
    assertThat(document.queues()).hasSize(4);
    for (TheoryDocument.Queue queue : document.queues()) {
      assertThat(queue.failed()).as(queue.name()).isZero();
      assertThat(queue.path().orElseThrow().unexplained()).as(queue.name()).isZero();
    }
  }

  @Test
  void intervalsThatDecide_holdTogether() {
    // Of the 18 queues 12 have an exact formula, so each may err in 1 of 1200.
    assertThat(TheorySystem.full().stream().filter(TheorySystem::isExact)).hasSize(12);
    assertThat(1 - TheoryRun.confidence(TheorySystem.full())).isCloseTo(.01 / 12, within(1e-12));
    assertThat(TheoryRun.confidence(List.of(new TheorySystem(Service.G, 8, .5, 2, 1))))
        .isEqualTo(.99);
  }

  @Test
  void markdown_isWrittenWhereTheNameSaysSo(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve("theory.md");
    TheoryDocument document =
        run(Optional.of(file), new TheorySystem(Service.M, 1, .5, 2, 50_000_000)).run().document();
    assertThat(document.queues().get(0).path().orElseThrow().unexplained()).isZero();
    assertThat(Files.readAllLines(file))
        .isEqualTo(TheoryReport.markdown(document))
        .element(2)
        .asString()
        .startsWith("| M/M/1@0.5 | ");
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
