package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.Documents;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadEntry;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs, short ones, over every transport. */
class LoadRunTest {
  @TempDir private Path folder = Path.of("");

  /** Nobody watches. */
  private static final RunObserver UNWATCHED =
      new RunObserver() {
        @Override
        public void step(String text) {}

        @Override
        public void progress(String text) {}

        @Override
        public void note(String text) {}
      };

  private LoadRun run(Map<String, Object> flags) {
    return run(flags, UNWATCHED);
  }

  private LoadRun run(Map<String, Object> flags, RunObserver observer) {
    Map<String, Object> all = new HashMap<>(flags);
    all.putIfAbsent("output-dir", folder.resolve("logs").toString());
    all.putIfAbsent("metrics-csv", folder.resolve("m.csv").toString());
    all.putIfAbsent("duration-ms", 1000);
    all.putIfAbsent("min-query-count", 1);
    all.putIfAbsent("rehearsal-ms", 0);
    return new LoadRun(
        LoadSettings.of(Optional.empty(), all), List.of("run"), "plumbline test", observer);
  }

  @ParameterizedTest
  @EnumSource
  void run_writesARowPerPlannedRequestAndAgreesWithItself(LoadSettings.Transport transport)
      throws IOException, InterruptedException {
    // A minute is in time for any machine: a scheduler that has just started refuses what is late.
    Path patient = folder.resolve("patient.yaml");
    Files.writeString(
        patient,
        """
        name: patient
        classes:
          - {tier: 1, slo: urgent, slo-ms: 60000, share: 0.4, models: {resnet50: 1.0}}
          - {tier: 2, slo: normal, slo-ms: 60000, share: 0.6, models: {resnet50: 0.5, vit: 0.5}}
        """);
    RunOutcome outcome =
        run(Map.of("transport", transport.toString(), "workload", patient.toString())).run();
    LoadDocument document = outcome.document();
    assertThat(Documents.readLoad(folder.resolve("logs/result.json")))
        .usingRecursiveComparison()
        .ignoringFields("run.settings") // numbers come back as the smallest type that holds them
        .isEqualTo(document);
    LoadEntry total = document.entries().get(document.entries().size() - 1);
    assertThat(total.planned()).isEqualTo(document.run().plan().count());
    assertThat(document.run().sent()).isEqualTo(total.planned());
    assertThat(document.run().ended()).isEqualTo(total.planned());
    assertThat(total.statuses()).containsOnlyKeys("OK");
    assertThat(Files.readAllLines(folder.resolve("m.csv"))).hasSize((int) total.planned() + 1);
    assertThat(document.entries().stream().mapToLong(LoadEntry::planned).sum())
        .isEqualTo(2 * total.planned());
    assertThat(total.loadGen()).isPresent();
    assertThat(folder.resolve("logs/total/mlperf_log_summary.txt")).isNotEmptyFile();
    assertThat(folder.resolve("logs/tier1_urgent/mlperf_log_detail.txt")).isNotEmptyFile();
  }

  @Test
  void targets_areBalancedAmongAndCounted() throws IOException, InterruptedException {
    SchedulerSettings nothing = SchedulerSettings.nullServer();
    try (SchedulerServer first = SchedulerServer.start(nothing, "127.0.0.1", 0);
        SchedulerServer second = SchedulerServer.start(nothing, "127.0.0.1", 0)) {
      String targets = "127.0.0.1:" + first.port() + ",127.0.0.1:" + second.port();
      LoadDocument document =
          run(Map.of("targets", targets, "balance", "{least-cost: {choices: 2}}")).run().document();
      assertThat(document.run().target()).isEqualTo(targets);
      LoadDocument.Balancing balancing = document.run().balancing().orElseThrow();
      assertThat(balancing.policy()).isEqualTo("{least-cost: {choices: 2}}");
      assertThat(balancing.targets().stream().map(LoadDocument.TargetCount::target))
          .containsExactly(targets.split(","));
      assertThat(balancing.targets().stream().mapToLong(LoadDocument.TargetCount::sent).sum())
          .isEqualTo(document.run().sent());
      assertThat(balancing.targets()).allMatch(target -> target.sent() > 0);
      assertThat(first.stats().getServed()).isEqualTo(balancing.targets().get(0).sent());
      assertThat(Documents.readLoad(folder.resolve("logs/result.json")).run().balancing())
          .isEqualTo(document.run().balancing());
    }
  }

  /** Servers that tell nothing: prequal would be random under another name. */
  @Test
  void aPolicyThatIsToldNothing_makesTheRunInvalid() throws IOException, InterruptedException {
    try (SchedulerServer server =
        SchedulerServer.start(SchedulerSettings.nullServer(), "127.0.0.1", 0)) {
      LoadDocument document =
          run(Map.of("targets", "127.0.0.1:" + server.port(), "balance", "prequal"))
              .run()
              .document();
      assertThat(document.run().verdict().valid()).isFalse();
      LoadDocument.CheckResult first = document.run().verdict().checks().get(0);
      assertThat(first.name()).isEqualTo("balancing_told");
      assertThat(first.passed()).isFalse();
      assertThat(first.reason()).contains("start the targets with `serve --load-reports`");
    }
  }

  @Test
  void rehearsal_isNotPartOfTheRun() throws IOException, InterruptedException {
    RunOutcome outcome = run(Map.of("transport", "in-process", "rehearsal-ms", 200)).run();
    assertThat(outcome.document().run().sent()).isEqualTo(outcome.document().run().plan().count());
  }

  @Test
  void sameSeed_isTheSameLoadWhateverTheThreads() throws IOException, InterruptedException {
    Map<String, Object> settings = Map.of("transport", "null", "seed", 9);
    String one = run(settings).run().document().run().plan().scheduleSha256();
    Map<String, Object> more = new HashMap<>(settings);
    more.put("issuers", 3);
    assertThat(run(more).run().document().run().plan().scheduleSha256()).isEqualTo(one);
  }

  @Test
  void runStoppedBeforeItsFirstRequest_leavesEarlierFilesAlone() throws IOException {
    Path csv = folder.resolve("m.csv");
    Files.writeString(csv, "an earlier run");
    LoadRun run = run(Map.of("transport", "null"));
    run.stop();
    assertThatThrownBy(run::run)
        .hasMessage("stopped before the first request; nothing was written");
    assertThat(csv).hasContent("an earlier run");
  }

  @Test
  void runStoppedOnItsWay_keepsEveryRowAndSaysSo() throws IOException, InterruptedException {
    LoadRun[] run = new LoadRun[1];
    RunObserver stopsIt =
        new RunObserver() {
          @Override
          public void step(String text) {}

          @Override
          public void progress(String text) {
            run[0].stop();
          }

          @Override
          public void note(String text) {}
        };
    run[0] = run(Map.of("transport", "null", "duration-ms", 60_000), stopsIt);
    RunOutcome outcome = run[0].run();
    assertThat(outcome.valid()).isFalse();
    assertThat(outcome.document().run().interrupted()).isTrue();
    LoadEntry total = outcome.document().entries().get(9);
    assertThat(total.statuses()).containsKey("INTERRUPTED");
    assertThat(Files.readAllLines(folder.resolve("m.csv"))).hasSize((int) total.planned() + 1);
    assertThat(Files.readString(folder.resolve("logs/total/mlperf_log_summary.txt")))
        // One for the interruption; on a busy machine others for what the machine did.
        .containsPattern("[1-9]\\d* warnings? encountered. See detailed log.");
  }

  @Test
  void absentScheduler_isToldBeforeAnythingIsSent() throws IOException {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    LoadRun run = run(Map.of("scheduler-url", "127.0.0.1:" + freePort));
    assertThatThrownBy(run::run)
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "scheduler 127.0.0.1:"
                + freePort
                + " is unreachable: no connection within 5000 ms; is it running, and is"
                + " --scheduler-url right?");
    assertThat(folder.resolve("m.csv")).doesNotExist();
  }

  @Test
  void outputs_areCheckedBeforeTheRun() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "");
    assertThatThrownBy(() -> run(Map.of("output-dir", file.resolve("x").toString())))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith("--output-dir: ");
    assertThatThrownBy(() -> run(Map.of("metrics-csv", folder.toString())))
        .hasMessage("--metrics-csv: is a folder: " + folder);
    assertThat(folder.resolve("logs")).as("nothing is left behind").doesNotExist();
  }

  @Test
  void plan_thatTheHeapCannotHoldIsRefused() {
    assertThatThrownBy(() -> run(Map.of("total-qps", 1e6, "duration-ms", 1_000_000)))
        .hasMessageStartingWith(
            "the plan would hold about 1000000000 requests, 96000 MB of a heap");
  }

  @Test
  void limitThatLeavesNothing_isRefusedBeforeAnythingIsStarted() {
    assertThatThrownBy(() -> run(Map.of("transport", "null", "total-qps", 1, "max-duration-ms", 1)))
        .isInstanceOf(UsageException.class)
        .hasMessageMatching(
            "--max-duration-ms 1 leaves no request: the first is due after \\d+\\.\\d{3} ms");
  }

  @Test
  void plan_isWhatTheRunOffers() {
    LoadRun run = run(Map.of("transport", "null", "max-requests", 7));
    PlanReport plan =
        PlanReport.of(
            LoadSettings.of(
                Optional.empty(),
                Map.of("duration-ms", 1000, "min-query-count", 1, "max-requests", 7)),
            new PlanReport.View(Optional.empty(), false, 0));
    assertThat(plan.lines()).contains("count=7", "sha256=" + run.scheduleSha256().orElseThrow());
    assertThat(plan.notes())
        .anyMatch(
            note ->
                note.matches(
                    "limits leave 7 of the \\d+ requests that were planned; the audit is of all of"
                        + " them"));
    PlanReport none =
        PlanReport.of(
            LoadSettings.of(Optional.empty(), Map.of("total-qps", 30, "max-requests", 1)),
            new PlanReport.View(Optional.of("1:urgent"), false, 0));
    assertThat(none.lines().get(0)).isEqualTo("count=0");
  }

  @Test
  void notes_tellOfSkippedClassesAndLongerPlans() {
    LoadSettings settings =
        LoadSettings.of(
            Optional.empty(), Map.of("total-qps", .15, "duration-ms", 1000, "min-query-count", 1));
    assertThat(Plans.notes(Plans.schedule(settings.plan())))
        .contains("class 1:urgent is skipped: 0.0075 requests per second is below 0.01")
        .anyMatch(note -> note.matches("the plan takes [0-9.]+ s, not 1.0 s: every class .*"));
  }

  @Test
  void childScheduler_listensAndEndsWithItsParentsPipe() throws IOException {
    ChildScheduler child = ChildScheduler.start(0);
    ProcessHandle process = ProcessHandle.of(child.pid()).orElseThrow();
    try {
      assertThat(child.awaitListening().port()).isPositive();
      assertThat(process.isAlive()).isTrue();
    } finally {
      child.close();
    }
    assertThat(process.isAlive()).isFalse();
  }
}
