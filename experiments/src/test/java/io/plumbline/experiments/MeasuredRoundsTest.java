package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.experiments.BenchFork.Ending;
import io.plumbline.experiments.MeasuredSide.Role;
import io.plumbline.results.Documents;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import io.plumbline.results.comparison.Comparer;
import io.plumbline.results.comparison.Comparison.Entry;
import io.plumbline.results.comparison.Policy;
import io.plumbline.results.comparison.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured in which order and what becomes of it, with forks that only draw numbers. */
class MeasuredRoundsTest {
  private static final List<BenchTask> FILLS =
      FakeSides.tasks(
          "TensorGenerationBenchmark.fillWire",
          Map.of("generator", List.of("COUNTER", "JDK_RANDOM")));
  private static final List<BenchTask> FLOOR =
      FakeSides.tasks("TensorGenerationBenchmark.copyTensorFloor", Map.of());

  @TempDir private Path folder = Path.of("");

  private final Messages messages = new Messages();
  private long nowNanos;

  /** Forks of 100 us/op, scattering by half a percent, that take ten seconds each. */
  private class Drawn implements MeasuredForks {
    final List<String> run = new ArrayList<>();
    final SplittableRandom random = new SplittableRandom(5);
    double headFactor = 1;
    boolean stopped;

    @Override
    public MeasuredFork run(BenchTask task, MeasuredSide side) {
      run.add(task.label() + " " + (side.role() == Role.BASE ? "A" : "B"));
      Instant startedAt = Instant.EPOCH.plusNanos(nowNanos);
      nowNanos += Duration.ofSeconds(10).toNanos();
      if (stopped) {
        return MeasuredFork.stopped(startedAt);
      }
      double factor = side.role() == Role.HEAD && !FLOOR.contains(task) ? headFactor : 1;
      return MeasuredFork.done(startedAt, entry(task, side, factor));
    }

    private MicroEntry entry(BenchTask task, MeasuredSide side, double factor) {
      double ofFork = 100 * factor * (1 + .005 * random.nextGaussian());
      List<String> jvmArgs = new ArrayList<>(List.of("-Xmx1g"));
      jvmArgs.addAll(side.jvmArgs());
      return new MicroEntry(
          task.name(),
          new TreeMap<>(task.params()),
          "avgt",
          Status.MEASURED,
          Optional.empty(),
          Optional.of(
              new MicroEntry.Jmh(
                  "1.37",
                  1,
                  2,
                  OptionalLong.of(1),
                  3,
                  OptionalLong.of(1),
                  1,
                  1,
                  1,
                  "java",
                  jvmArgs,
                  "17.0.15",
                  "vm",
                  "17.0.15+6",
                  List.of("gc"))),
          Optional.of(
              new Samples(
                  "us/op",
                  List.of(
                      Stream.generate(() -> ofFork * (1 + .001 * random.nextGaussian()))
                          .limit(3)
                          .toList()),
                  List.of())),
          new TreeMap<>(),
          Map.of());
    }

    @Override
    public void stop() {
      stopped = true;
    }
  }

  private MeasureSettings settings(Optional<Duration> budget, boolean keeps, String... headArgs) {
    return new MeasureSettings(
        new CompareSettings(
            Optional.of("HEAD~1"),
            Optional.of("HEAD"),
            folder,
            folder.resolve("history"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            LocalDate.EPOCH),
        new BenchChoice(BenchSuite.QUICK, List.of(), Map.of()),
        List.of(),
        List.of(headArgs),
        budget,
        Optional.empty(),
        keeps,
        42);
  }

  private MeasuredRounds rounds(
      MeasureSettings settings,
      MeasuredForks forks,
      List<BenchTask> ofBase,
      List<BenchTask> ofHead) {
    List<BenchTask> all = Stream.of(ofBase, ofHead).flatMap(List::stream).distinct().toList();
    return new MeasuredRounds(
        settings,
        new Comparer.Options(Policy.of(Policy.Machine.OWN), false, LocalDate.EPOCH),
        FakeSides.side(Role.BASE, ofBase),
        FakeSides.side(Role.HEAD, ofHead, settings.headJvmArgs().toArray(String[]::new)),
        all,
        forks,
        new MeasuredDocuments(folder, settings, List.of("compare"), "plumbline test"),
        messages,
        () -> nowNanos);
  }

  private static List<BenchTask> both() {
    return Stream.of(FILLS, FLOOR).flatMap(List::stream).toList();
  }

  private MicroDocument document(String role) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return Documents.readMicro(
          files.filter(f -> f.getFileName().toString().startsWith(role)).findFirst().orElseThrow());
    }
  }

  private static Verdict verdict(MeasureOutcome outcome, String label) {
    return outcome.comparison().entries().stream()
        .filter(entry -> entry.key().label().contains(label))
        .map(Entry::verdict)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void slowerHead_isFound_byFreshForksOfTheSuspectsAlone()
      throws IOException, InterruptedException {
    Drawn forks = new Drawn();
    forks.headFactor = 1.10;
    MeasureOutcome outcome = rounds(settings(Optional.empty(), false), forks, both(), both()).run();
    assertThat(outcome.comparison().with(Verdict.REGRESSED)).hasSize(2);
    assertThat(verdict(outcome, "copyTensorFloor")).isNotEqualTo(Verdict.REGRESSED);
    assertThat(forks.run.stream().filter(label -> label.contains("Floor"))).hasSize(4);
    assertThat(forks.run.stream().filter(label -> label.contains("=COUNTER")))
        .as("screened and confirmed")
        .hasSizeGreaterThan(8);
    assertThat(outcome.stopped()).isFalse();
    assertThat(messages.steps())
        .element(0)
        .asString()
        .startsWith("screening 3 benchmarks with 2 forks a side, about ");
  }

  @Test
  void equalSides_areNotMeasuredOnForLong() throws IOException, InterruptedException {
    Drawn forks = new Drawn();
    MeasureOutcome outcome = rounds(settings(Optional.empty(), false), forks, both(), both()).run();
    assertThat(outcome.comparison().with(Verdict.REGRESSED)).isEmpty();
    assertThat(outcome.comparison().with(Verdict.IMPROVED)).isEmpty();
    assertThat(forks.run).as("screened, no suspects").hasSize(12);
  }

  @Test
  void sidesTakeTurns_andTheOtherBenchmarksComeBetween() throws IOException, InterruptedException {
    Drawn forks = new Drawn();
    rounds(settings(Optional.empty(), false), forks, FILLS, FILLS).run();
    assertThat(forks.run).hasSize(8);
    for (String generator : List.of("COUNTER", "JDK_RANDOM")) {
      String sides =
          forks.run.stream()
              .filter(label -> label.contains("=" + generator + "]"))
              .map(label -> label.substring(label.length() - 1))
              .reduce("", String::concat);
      assertThat(sides).isIn("ABBA", "BAAB");
    }
    assertThat(forks.run.subList(0, 4).stream().filter(label -> label.contains("COUNTER")))
        .as("a pair of each, then the second pairs")
        .hasSize(2);
  }

  @Test
  void documents_holdEveryForkAndWhenItWasStarted() throws IOException, InterruptedException {
    rounds(settings(Optional.empty(), false), new Drawn(), FILLS, FILLS).run();
    List<Instant> started = new ArrayList<>();
    for (String role : List.of("base", "head")) {
      MicroDocument document = document(role);
      assertThat(document.complete()).isTrue();
      assertThat(document.notes()).anyMatch(note -> note.startsWith("measured in turns with HEAD"));
      assertThat(document.entries()).hasSize(2);
      for (MicroEntry entry : document.entries()) {
        assertThat(entry.status()).isEqualTo(Status.MEASURED);
        assertThat(entry.score().orElseThrow().forks()).hasSize(2);
        assertThat(entry.jmh().orElseThrow().forks()).isEqualTo(2);
        assertThat(entry.forksStartedAt()).hasSize(2).isSorted();
        started.addAll(entry.forksStartedAt());
      }
    }
    assertThat(started).as("one at a time").hasSize(8).doesNotHaveDuplicates();
    assertThat(document("base").startedAt()).isNotEqualTo(document("head").startedAt());
  }

  @Test
  void history_takesBothSides_butNoneWithArgumentsOfItsOwn()
      throws IOException, InterruptedException {
    rounds(settings(Optional.empty(), true), new Drawn(), FILLS, FILLS).run();
    assertThat(folder.resolve("history").resolve("ba5e".repeat(10))).isDirectory();
    assertThat(folder.resolve("history").resolve("4ead".repeat(10))).isDirectory();

    Path other = folder.resolve("other");
    Files.createDirectories(other);
    folder = other;
    rounds(settings(Optional.empty(), true, "-Dx=1"), new Drawn(), FILLS, FILLS).run();
    assertThat(other.resolve("history").resolve("ba5e".repeat(10))).isDirectory();
    assertThat(other.resolve("history").resolve("4ead".repeat(10))).doesNotExist();
    assertThat(messages.notes()).anyMatch(note -> note.contains("HEAD with -Dx=1"));
  }

  @Test
  void argumentsThatWereAskedFor_doNotMakeSidesIncomparable()
      throws IOException, InterruptedException {
    Drawn forks = new Drawn();
    forks.headFactor = 1.10;
    MeasureOutcome outcome =
        rounds(settings(Optional.empty(), false, "-Dx=1"), forks, FILLS, FILLS).run();
    assertThat(outcome.comparison().with(Verdict.REGRESSED)).hasSize(2);
    assertThat(outcome.comparison().head().label()).isEqualTo("HEAD with -Dx=1");
    assertThat(document("head").entries().get(0).jmh().orElseThrow().jvmArgs())
        .as("the document tells the truth")
        .containsExactly("-Xmx1g", "-Dx=1");
  }

  @Test
  void benchmarkOfOneSideAlone_isNewOrMissing() throws IOException, InterruptedException {
    MeasureOutcome outcome =
        rounds(settings(Optional.empty(), false), new Drawn(), FILLS, FLOOR).run();
    assertThat(verdict(outcome, "copyTensorFloor")).isEqualTo(Verdict.NEW);
    assertThat(verdict(outcome, "=COUNTER")).isEqualTo(Verdict.MISSING);
  }

  @Test
  void benchmarkThatFails_isFailed_andNotRunAgain() throws IOException, InterruptedException {
    Drawn forks =
        new Drawn() {
          @Override
          public MeasuredFork run(BenchTask task, MeasuredSide side) {
            MeasuredFork fork = super.run(task, side);
            return side.role() == Role.HEAD && task.label().contains("=COUNTER]")
                ? MeasuredFork.failed(fork.startedAt(), "it broke")
                : fork;
          }
        };
    MeasureOutcome outcome = rounds(settings(Optional.empty(), false), forks, both(), both()).run();
    assertThat(outcome.comparison().with(Verdict.FAILED))
        .singleElement()
        .satisfies(entry -> assertThat(entry.reason()).contains("it broke"));
    assertThat(forks.run.stream().filter(label -> label.endsWith("=COUNTER] B"))).hasSize(1);
    assertThat(messages.notes())
        .anyMatch(note -> note.contains(" failed in HEAD (4ead4ead4e): it"));
    assertThat(document("head").failed()).hasSize(1);
  }

  @Test
  void budget_endsMeasuringBeforeItIsExceeded() throws IOException, InterruptedException {
    Drawn forks = new Drawn();
    MeasureOutcome outcome =
        rounds(settings(Optional.of(Duration.ofSeconds(50)), false), forks, both(), both()).run();
    assertThat(nowNanos).isLessThanOrEqualTo(Duration.ofSeconds(60).toNanos());
    assertThat(forks.run).hasSize(6);
    assertThat(outcome.comparison().warnings()).last().asString().startsWith("its budget of 50 s");
    assertThat(outcome.comparison().with(Verdict.INCONCLUSIVE))
        .as("none is missing, none is judged")
        .hasSize(3);
    assertThat(outcome.stopped()).isFalse();
  }

  @Test
  void stopped_tellsWhatWasMeasured_andKeepsNothingInTheHistory()
      throws IOException, InterruptedException {
    Drawn forks =
        new Drawn() {
          @Override
          public MeasuredFork run(BenchTask task, MeasuredSide side) {
            stopped = run.size() >= 2;
            return super.run(task, side);
          }
        };
    MeasureOutcome outcome = rounds(settings(Optional.empty(), true), forks, both(), both()).run();
    assertThat(forks.run).as("the third was ended").hasSize(3);
    assertThat(outcome.stopped()).isTrue();
    assertThat(outcome.comparison().warnings()).last().asString().startsWith("it was stopped");
    assertThat(outcome.comparison().with(Verdict.INCONCLUSIVE)).hasSize(3);
    assertThat(folder.resolve("history")).doesNotExist();
    for (String role : List.of("base", "head")) {
      assertThat(document(role).complete()).isFalse();
      assertThat(document(role).entries().stream().filter(e -> e.status() == Status.MEASURED))
          .hasSize(1);
    }
  }

  @Test
  void benchmarkOfNeitherSide_isToldAndNotRun() throws IOException, InterruptedException {
    Drawn forks = new Drawn();
    MeasuredRounds rounds =
        new MeasuredRounds(
            settings(Optional.empty(), false),
            new Comparer.Options(Policy.of(Policy.Machine.OWN), false, LocalDate.EPOCH),
            FakeSides.side(Role.BASE, FILLS),
            FakeSides.side(Role.HEAD, FILLS),
            both(),
            forks,
            new MeasuredDocuments(
                folder, settings(Optional.empty(), false), List.of(), "plumbline test"),
            messages,
            () -> nowNanos);
    assertThat(rounds.run().comparison().warnings())
        .anyMatch(warning -> warning.contains("copyTensorFloor is in neither commit"));
    assertThat(forks.run).noneMatch(label -> label.contains("Floor"));
  }

  @Test
  void fork_hasAnEntryOnlyIfItIsDone() {
    assertThat(MeasuredFork.stopped(Instant.EPOCH).ending()).isEqualTo(Ending.STOPPED);
    assertThat(MeasuredFork.skipped(Instant.EPOCH, "why").entry()).isEmpty();
  }
}
