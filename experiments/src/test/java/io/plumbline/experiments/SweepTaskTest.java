package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.Course;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.SweepPoint;
import io.plumbline.scheduler.QueueDiscipline;
import io.plumbline.scheduler.SchedulerServer;
import io.plumbline.scheduler.SchedulerSettings;
import io.plumbline.scheduler.ServiceTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTaskTest {

  private static SweepSettings settings(
      List<Double> rates, List<String> workloads, int repetitions, long seed) {
    return new SweepSettings(
        Scenario.of(
            Map.of("seed", seed, "duration-ms", 2000, "min-query-count", 1, "transport", "null")),
        new SweepRates.Listed(rates),
        workloads,
        repetitions,
        Path.of("out"),
        Optional.empty());
  }

  private static List<SweepTask> tasks(SweepSettings sweep) {
    SweepGrid grid = new SweepGrid(sweep);
    List<SweepTask> tasks = grid.next(List.of());
    assertThat(grid.next(tasks.stream().map(SweepTask::point).toList())).isEmpty();
    return tasks;
  }

  private static List<String> names(List<SweepTask> tasks) {
    return tasks.stream().map(task -> task.point().name()).toList();
  }

  @Test
  void grid_isPlayedRepetitionByRepetition_eachInAnOrderOfItsOwn() {
    List<Double> rates = List.of(1.0, 2.0, 3.0, 4.5, 5.0, 6.0, 7.0, 8.0);
    List<String> names = names(tasks(settings(rates, List.of("balanced"), 3, 42)));
    assertThat(names).hasSize(24).doesNotHaveDuplicates().contains("balanced-4.5-2");
    for (int repetition = 1; repetition <= 3; repetition++) {
      String end = "-" + repetition;
      assertThat(names.subList(8 * (repetition - 1), 8 * repetition))
          .allMatch(name -> name.endsWith(end));
    }
    assertThat(withoutRepetition(names.subList(0, 8)))
        .isNotEqualTo(withoutRepetition(names.subList(8, 16)))
        .containsExactlyInAnyOrderElementsOf(withoutRepetition(names.subList(8, 16)));
    assertThat(names(tasks(settings(rates, List.of("balanced"), 3, 42)))).isEqualTo(names);
    assertThat(names(tasks(settings(rates, List.of("balanced"), 3, 43))))
        .isNotEqualTo(names)
        .containsExactlyInAnyOrderElementsOf(names);
  }

  private static List<String> withoutRepetition(List<String> names) {
    return names.stream().map(name -> name.replaceFirst("-\\d+$", "")).toList();
  }

  @Test
  void repetitions_offerTheSameSchedule_otherRatesAnother() {
    List<SweepTask> tasks = tasks(settings(List.of(30.0, 31.0), List.of(), 2, 42));
    assertThat(tasks.stream().map(SweepTask::scheduleSha256).distinct()).hasSize(2);
  }

  @Test
  void flags_makeThePointsOwnSettingsAgain() {
    SweepTask task = tasks(settings(List.of(4.5), List.of("urgent_heavy"), 1, 7)).get(0);
    List<String> flags = task.flags();
    Map<String, Object> parsed = new HashMap<>();
    for (String flag : flags) {
      assertThat(flag).matches("--[a-z-]+=.*");
      int equals = flag.indexOf('=');
      parsed.put(flag.substring(2, equals), flag.substring(equals + 1));
    }
    assertThat(parsed)
        .containsEntry("total-qps", "4.5")
        .containsEntry("workload", "urgent_heavy")
        .containsEntry("output-dir", "out/urgent_heavy-4.5-1")
        .containsEntry("seed", "7");
    assertThat(LoadSettings.of(Optional.empty(), parsed)).isEqualTo(task.settings());
  }

  @Test
  void point_isCalledAsItsRunIs_andTakesAsLongAsItsPhases() {
    Scenario scenario =
        Scenario.of(
            Map.of(
                "duration-ms",
                2000,
                "min-query-count",
                1,
                "arrivals",
                "spike:0.5,0.5,4",
                "rehearsal-ms",
                0));
    SweepTask task = SweepTask.of(scenario, Map.of(), Path.of("out"), "a", "balanced", 30, 1);
    assertThat(task.point().label()).contains(task.settings().plan().label());
    SweepTask phased =
        SweepTask.of(
            Scenario.of(
                Map.of(
                    "duration-ms",
                    2000,
                    "min-query-count",
                    1,
                    "arrivals",
                    "spike:0.5,0.5,4",
                    "rehearsal-ms",
                    0,
                    "warmup",
                    "3s",
                    "cooldown",
                    "60")),
            Map.of(),
            Path.of("out"),
            "a",
            "balanced",
            30,
            1);
    assertThat(phased.plannedNanos() - task.plannedNanos()).isEqualTo(5_000_000_000L);
  }

  @Test
  void points_areCalledByWorkloadShapeAndRate() {
    SweepTask task = tasks(settings(List.of(4.5), List.of(), 1, 7)).get(0);
    assertThat(task.label()).isEqualTo("balanced poisson@4.50, run 1");
    assertThat(task.point().name()).isEqualTo("balanced-4.5-1");
  }

  /** As if it had been played: attainment is 99 % below 70 requests/s and 0 above. */
  private static SweepPoint played(SweepPoint point) {
    return new SweepPoint(
        point.name(),
        point.workload(),
        point.ratePerSecond(),
        point.label(),
        point.repetition(),
        SweepPoint.Status.VALID,
        Optional.empty(),
        Optional.empty(),
        new TreeMap<>(
            Map.of("slo_attainment_%", point.ratePerSecond() < 70 ? 99.0 : 0.0, "p99_ms", 5.0)),
        Optional.empty(),
        Map.of());
  }

  @Test
  void knee_isLookedForSideBySide_thenRepeatedInterleaved() {
    SweepSettings sweep =
        new SweepSettings(
            Scenario.of(Map.of("duration-ms", 100, "min-query-count", 1, "transport", "null")),
            new SweepRates.Auto(20, 1000, 16, false),
            List.of("balanced", "urgent_heavy"),
            3,
            Path.of("out"),
            Optional.empty());
    List<SweepPoint> points = new ArrayList<>();
    List<Integer> waves = new ArrayList<>();
    SweepGrid grid = new SweepGrid(sweep);
    for (List<SweepTask> wave = grid.next(points); !wave.isEmpty(); wave = grid.next(points)) {
      assertThat(grid.isOpen()).isEqualTo(waves.size() < 4);
      waves.add(wave.size());
      wave.forEach(task -> points.add(played(task.point())));
    }
    // 20, 40, 80 of both, four between, then two repetitions of 7 rates of both.
    assertThat(waves).containsExactly(2, 2, 2, 8, 28);
    assertThat(points.stream().map(SweepPoint::name)).doesNotHaveDuplicates();
    List<SweepPoint> second = points.subList(14, 28);
    assertThat(second).allMatch(point -> point.repetition() == 2);
    assertThat(second.stream().map(SweepPoint::ratePerSecond).toList())
        .as("neither by workload nor by rate")
        .isNotEqualTo(second.stream().map(SweepPoint::ratePerSecond).sorted().toList());
    assertThat(grid.ratesPerSecond(points)).hasSize(7).isSorted().startsWith(20.0, 40.0);
    assertThat(grid.statements(points))
        .hasSize(2)
        .allMatch(text -> text.contains(": the knee is between 69.644 and 80 requests/s"));
  }

  @Test
  void pointThatALimitEnded_isKeptWhenTheSweepGoesOn(@TempDir Path folder)
      throws IOException, InterruptedException {
    // Of a hundred requests a second it serves two, and refuses the others.
    SchedulerSettings busy =
        new SchedulerSettings(
            QueueDiscipline.FIFO,
            1,
            0,
            false,
            Map.of("resnet50", new ServiceTime.Constant(500), "vit", new ServiceTime.Constant(500)),
            42,
            false);
    try (SchedulerServer server = SchedulerServer.start(busy, "127.0.0.1", 0)) {
      Scenario scenario =
          Scenario.of(
              Map.of(
                  "scheduler-url",
                  "127.0.0.1:" + server.port(),
                  "duration-ms",
                  1000,
                  "min-query-count",
                  1,
                  "rehearsal-ms",
                  0,
                  "max-errors",
                  3,
                  "limit-scope",
                  "sweep"));
      SweepTask task = SweepTask.of(scenario, Map.of(), folder, "a", "balanced", 100, 1);
      LoadDocument played =
          new LoadRun(task.settings(), List.of("run"), "plumbline test", new Messages())
              .run()
              .document();
      assertThat(played.run().course().orElseThrow().issuingEndedBy()).isEqualTo("errors");
      assertThat(SweepRun.endsSweep(played))
          .hasValueSatisfying(why -> assertThat(why).contains("failed"));
      List<String> differences = new ArrayList<>();
      assertThat(task.earlierResult(played.commit(), "plumbline test", differences)).isPresent();
      assertThat(differences).isEmpty();
      SweepTask more =
          SweepTask.of(scenario, Map.of("max-requests", 90), folder, "a", "balanced", 100, 1);
      assertThat(more.earlierResult(played.commit(), "plumbline test", differences)).isEmpty();
      assertThat(differences)
          .containsExactly("it was made without these settings: {max-requests=90}");
      differences.clear();
      Files.writeString(
          task.document(), Files.readString(task.document()).replace("\"plannedSha256\"", "\"x\""));
      assertThat(task.earlierResult(played.commit(), "plumbline test", differences)).isEmpty();
      assertThat(differences)
          .containsExactly("a limit ended it, and it does not say what else was planned");
    }
  }

  @Test
  void limitReachedWhileDraining_isToldAndEndsTheSweep(@TempDir Path folder)
      throws IOException, InterruptedException {
    // All have left after .3 s, and the first is given up on after 3 s.
    SchedulerSettings hanging =
        new SchedulerSettings(
            QueueDiscipline.FIFO,
            1,
            1000,
            false,
            Map.of(
                "resnet50",
                new ServiceTime.Constant(60_000),
                "vit",
                new ServiceTime.Constant(60_000)),
            42,
            false);
    try (SchedulerServer server = SchedulerServer.start(hanging, "127.0.0.1", 0)) {
      Map<String, Object> settings =
          new HashMap<>(
              Map.of(
                  "scheduler-url",
                  "127.0.0.1:" + server.port(),
                  "duration-ms",
                  300,
                  "min-query-count",
                  1,
                  "rehearsal-ms",
                  0,
                  "rpc-timeout-ms",
                  3000,
                  "max-errors",
                  3,
                  "limit-scope",
                  "sweep"));
      SweepTask task =
          SweepTask.of(Scenario.of(settings), Map.of(), folder, "a", "balanced", 50, 1);
      LoadDocument played =
          new LoadRun(task.settings(), List.of("run"), "plumbline test", new Messages())
              .run()
              .document();
      Course course = played.run().course().orElseThrow();
      assertThat(course.issuingEndedBy()).isEqualTo("plan");
      assertThat(course.endedByLimit()).as("the plan was played out").isFalse();
      assertThat(course.noticed()).contains("3 of 3 ended requests failed; the limit is 3");
      assertThat(SweepRun.endsSweep(played)).isEqualTo(course.noticed());
    }
  }

  @ParameterizedTest
  @CsvSource({"stop-when-narrow, p50:0.9", "max-requests, 5", "max-duration-ms, 100"})
  void limitThatFoundNoTrouble_endsItsPointOnly(String limit, String value, @TempDir Path folder)
      throws IOException, InterruptedException {
    Map<String, Object> settings =
        new HashMap<>(
            Map.of(
                "transport", "null", "duration-ms", 2000, "min-query-count", 1, "rehearsal-ms", 0));
    settings.put(limit, value);
    settings.put("limit-scope", "sweep");
    SweepTask task =
        SweepTask.of(Scenario.of(settings), Map.of(), folder, "a", "balanced", 2000, 1);
    LoadDocument played =
        new LoadRun(task.settings(), List.of("run"), "plumbline test", new Messages())
            .run()
            .document();
    assertThat(played.run().course().orElseThrow().endedByLimit()).isTrue();
    assertThat(SweepRun.endsSweep(played)).isEmpty();
  }

  @Test
  void lastWordsOfAPoint_areReadWhateverTheirBytes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("stderr.txt");
    Files.write(file, new byte[] {'a', '\n', 'o', 'h', (byte) 0xFF, '\n'});
    assertThat(PointPlayer.lastLine(file)).isEqualTo("oh\uFFFD");
    Files.write(file, new byte[0]);
    assertThat(PointPlayer.lastLine(file)).isEqualTo("it said nothing");
  }

  @Test
  void badGrid_isRefused() {
    assertThatThrownBy(() -> settings(List.of(), List.of(), 1, 1))
        .hasMessageContaining("--rates must name at least one");
    assertThatThrownBy(() -> settings(List.of(5.0, 5.0), List.of(), 1, 1))
        .hasMessage("--rates names one twice: [5.0, 5.0]");
    assertThatThrownBy(() -> settings(List.of(5.0), List.of(), 0, 1))
        .hasMessage("--repeat must be at least 1: 0");
    assertThatThrownBy(() -> tasks(settings(List.of(-5.0), List.of(), 1, 1)))
        .hasMessage("--total-qps must be positive and finite: -5.0");
    assertThatThrownBy(() -> tasks(settings(List.of(5.0), List.of("nosuch"), 1, 1)))
        .hasMessageContaining("\"nosuch\"");
  }
}
