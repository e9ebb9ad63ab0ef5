package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.Suite;
import io.plumbline.loadgen.Suite.Effort;
import io.plumbline.loadgen.Suite.Selection;
import io.plumbline.results.Document;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.MicroEntry.Status;
import io.plumbline.results.MicroReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.annotations.Mode;

/** What JMH says, and what is made of it: runs a real benchmark for moments, in this JVM. */
class BenchRunTest {
  private static final String FILL = "TensorGenerationBenchmark.fillWire";
  private static final Optional<Effort> MOMENT =
      Optional.of(new Effort(0, 1, 2, Duration.ofMillis(10)));

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void leaveJmhsLockAlone() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  private static List<BenchTask> tasks(String include, Map<String, List<String>> params) {
    Selection selection = new Selection(include, params, MOMENT);
    return BenchTask.of(List.of(selection), List.of(), OptionalInt.empty());
  }

  private static BenchTask fill(String generator) {
    return tasks(FILL, Map.of("generator", List.of(generator))).get(0);
  }

  private static BenchFork run(BenchTask task) {
    return BenchFork.run(task.options(List.of()).build(), new ForkOutput(text -> {}));
  }

  @Test
  void selection_makesATaskPerCombination_andTheFirstOfTwoCounts() {
    Selection all = new Selection(FILL, Map.of(), MOMENT);
    Selection two =
        all.with(Map.of("generator", List.of("COUNTER", "JDK_RANDOM"), "elsewhere", List.of("x")));
    List<BenchTask> tasks =
        BenchTask.of(
            List.of(two, Suite.asAnnotated().selections().get(0)),
            List.of(Pattern.compile(FILL)),
            OptionalInt.empty());
    assertThat(tasks.stream().map(task -> task.params().get("generator")))
        .startsWith("COUNTER", "JDK_RANDOM")
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(2);
    assertThat(tasks.get(0).effort()).isEqualTo(MOMENT);
    assertThat(tasks.get(0).forks()).isZero();
    assertThat(tasks.get(2).forks()).as("as annotated").isEqualTo(3);
    assertThat(BenchTask.of(List.of(all), List.of(Pattern.compile("nosuch")), OptionalInt.empty()))
        .isEmpty();
  }

  @Test
  void measuredBenchmark_isAnEntryWithEveryIteration() {
    BenchTask task = fill("COUNTER");
    BenchFork fork = run(task);
    assertThat(fork.ending()).as(fork.reason()).isEqualTo(BenchFork.Ending.DONE);
    MicroEntry entry = MicroEntries.of(task, List.of(fork));
    assertThat(entry.name()).isEqualTo("io.plumbline.loadgen.TensorGenerationBenchmark.fillWire");
    assertThat(entry.params()).containsExactly(Map.entry("generator", "COUNTER"));
    assertThat(entry.status()).isEqualTo(Status.MEASURED);
    assertThat(entry.mode()).isEqualTo("avgt");
    MicroEntry.Samples score = entry.score().orElseThrow();
    assertThat(score.unit()).isEqualTo("us/op");
    assertThat(score.forks()).hasSize(1);
    assertThat(score.forks().get(0)).hasSize(2);
    assertThat(score.mean().orElseThrow()).isPositive();
    MicroEntry.Jmh jmh = entry.jmh().orElseThrow();
    assertThat(jmh.version()).isEqualTo("1.37");
    assertThat(jmh.measurementIterations()).isEqualTo(2);
    assertThat(jmh.measurementNanos()).hasValue(10_000_000);
    assertThat(jmh.jdkVersion()).isEqualTo(System.getProperty("java.version"));
  }

  @Test
  void samplingMode_keepsPercentilesOfEachFork() {
    BenchTask average = fill("COUNTER");
    BenchTask task =
        new BenchTask(
            average.benchmark(), Mode.SampleTime, average.params(), MOMENT, 0, List.of("gc"));
    MicroEntry entry = MicroEntries.of(task, List.of(run(task)));
    assertThat(entry.mode()).isEqualTo("sample");
    assertThat(entry.score().orElseThrow().percentiles())
        .singleElement()
        .satisfies(
            percentiles -> {
              assertThat(percentiles).containsKeys(0.0, 50.0, 99.99, 100.0);
              assertThat(List.copyOf(percentiles.values())).isSorted();
            });
  }

  @Test
  void singleShots_haveNoLength() {
    BenchTask average = fill("COUNTER");
    BenchTask task =
        new BenchTask(
            average.benchmark(), Mode.SingleShotTime, average.params(), MOMENT, 0, List.of("gc"));
    MicroEntry entry = MicroEntries.of(task, List.of(run(task)));
    assertThat(entry.jmh().orElseThrow().measurementNanos()).isEmpty();
    assertThat(entry.score().orElseThrow().forks().get(0)).hasSize(2);
  }

  @Test
  void failingBenchmark_isAnEntryThatSaysWhy() {
    BenchTask task = fill("NOSUCH");
    BenchFork fork = run(task);
    assertThat(fork.ending()).isEqualTo(BenchFork.Ending.FAILED);
    MicroEntry entry = MicroEntries.of(task, List.of(run(fill("COUNTER")), fork));
    assertThat(entry.status()).isEqualTo(Status.FAILED);
    assertThat(entry.reason().orElseThrow()).contains("NOSUCH").doesNotContain("\n");
    assertThat(entry.score()).as("what was measured before").isPresent();
  }

  @Test
  void benchmarkNeverBegun_isUnfinished() {
    MicroEntry entry = MicroEntries.of(fill("COUNTER"), List.of());
    assertThat(entry.status()).isEqualTo(Status.UNFINISHED);
    assertThat(entry.score()).isEmpty();
    assertThat(entry.jmh()).isEmpty();
  }

  @Test
  void exceptionThatSaysSkipped_skips_whereverItStands() {
    RuntimeException thrown =
        new IllegalStateException("outer", new IllegalStateException("skipped: no io_uring here"));
    BenchFork fork = BenchFork.failed(thrown, new ForkOutput(text -> {}));
    assertThat(fork.ending()).isEqualTo(BenchFork.Ending.SKIPPED);
    assertThat(fork.reason()).isEqualTo("no io_uring here");
    MicroEntry entry = MicroEntries.of(fill("COUNTER"), List.of(fork));
    assertThat(entry.status()).isEqualTo(Status.SKIPPED);
    assertThat(entry.reason()).contains("no io_uring here");
  }

  /** All but the ruler, which is compared with itself. */
  @Test
  void everyRunOfTheQuickSuite_hasAFloor() {
    List<MicroEntry> entries =
        BenchTask.of(Suite.quick(17).selections(), List.of(), OptionalInt.empty()).stream()
            .map(BenchRunTest::asIfMeasured)
            .toList();
    MicroDocument document =
        new MicroDocument(
            Document.SCHEMA_VERSION,
            MicroDocument.KIND,
            Optional.empty(),
            new EnvironmentProbe().environment("plumbline test"),
            Instant.EPOCH,
            List.of(),
            "quick",
            true,
            entries,
            List.of(),
            Map.of());
    List<String> lines = MicroReport.lines(document);
    assertThat(lines).hasSize(1 + entries.size());
    for (String line : lines.subList(1, lines.size())) {
      assertThat(line.endsWith(" n/a")).as(line).isEqualTo(line.startsWith("RulerBenchmark."));
    }
  }

  /** So that the build's profile, which also builds, tests and sweeps, takes some ten minutes. */
  @Test
  void quickSuite_isPlannedWithinSixAndAHalfMinutes() {
    List<BenchTask> tasks =
        BenchTask.of(Suite.quick(25).selections(), List.of(), OptionalInt.empty());
    long nanos = tasks.stream().mapToLong(task -> task.runs() * task.forkNanos()).sum();
    assertThat(nanos / 1e9).as("seconds").isLessThanOrEqualTo(6.5 * 60);
  }

  private static MicroEntry asIfMeasured(BenchTask task) {
    String unit = task.mode() == Mode.Throughput ? "ops/s" : "us/op";
    return new MicroEntry(
        task.name(),
        new TreeMap<>(task.params()),
        task.mode().shortLabel(),
        Status.MEASURED,
        Optional.empty(),
        Optional.empty(),
        Optional.of(new MicroEntry.Samples(unit, List.of(List.of(1.0)), List.of())),
        new TreeMap<>(),
        Map.of());
  }

  @Test
  void unknownJvm_isRefused() {
    BenchSettings settings =
        new BenchSettings(
            BenchSuite.QUICK,
            List.of(FILL),
            Map.of(),
            OptionalInt.empty(),
            Optional.of(folder.resolve("nosuch")),
            false,
            folder.resolve("out.json"),
            Optional.empty());
    assertThatThrownBy(() -> new BenchRun(settings, List.of(), "plumbline test", new Silent()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--jvm: no such program: ");
  }

  @Test
  void stop_endsForks_andNoOtherChild() throws IOException, InterruptedException {
    Process other = new ProcessBuilder("cat").start();
    Process fork =
        new ProcessBuilder("sh", "-c", "read line", "org.openjdk.jmh.runner.ForkedMain").start();
    inThisJvm().stop();
    assertThat(fork.waitFor()).as("killed").isEqualTo(128 + 9);
    other.destroy();
    assertThat(other.waitFor()).as("terminated by the test").isEqualTo(128 + 15);
  }

  @Test
  void run_leavesTheLocksPropertyAsItWas() throws IOException, InterruptedException {
    System.setProperty("jmh.ignoreLock", "as before");
    try {
      assertThat(inThisJvm().run().succeeded()).isTrue();
      assertThat(System.getProperty("jmh.ignoreLock")).isEqualTo("as before");
    } finally {
      leaveJmhsLockAlone();
    }
  }

  private BenchRun inThisJvm() throws InterruptedException {
    return new BenchRun(
        new BenchSettings(
            BenchSuite.QUICK,
            List.of(FILL),
            Map.of("generator", List.of("COUNTER")),
            OptionalInt.of(0),
            Optional.empty(),
            false,
            folder.resolve("out.json"),
            Optional.empty()),
        List.of(),
        "plumbline test",
        new Silent());
  }

  private static final class Silent implements RunObserver {
    @Override
    public void step(String text) {}

    @Override
    public void progress(String text) {}

    @Override
    public void note(String text) {}
  }
}
