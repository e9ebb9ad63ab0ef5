package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.experiments.BenchFork.Ending;
import io.plumbline.experiments.MeasuredSide.Role;
import io.plumbline.loadgen.Suite;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What JMH is told, and what is made of its complaints. */
class JmhForksTest {
  private static final Path JSON = Path.of("fork.json");

  private static BenchTask writeBulk() {
    return FakeSides.tasks(
            "RequestSerializationBenchmark.writeBulk",
            Map.of("floats", List.of("1000"), "destination", List.of("NETTY_DIRECT")))
        .get(0);
  }

  private static MeasuredFork failed(String output) {
    return JmhForks.failed(Instant.EPOCH, output.lines().filter(line -> !line.isBlank()).toList());
  }

  @Test
  void command_asksForOneForkOfExactlyThis() {
    BenchTask task = writeBulk();
    List<String> command =
        JmhForks.command(
            task, FakeSides.side(Role.HEAD, List.of(task)), List.of("-Xss1m", "-Da=b c"), JSON);
    assertThat(command).contains("-Djmh.ignoreLock=true");
    assertThat(command.subList(command.indexOf("-cp"), command.size()))
        .containsExactly(
            "-cp",
            "HEAD.jar",
            "org.openjdk.jmh.Main",
            "^\\Qio.plumbline.loadgen.RequestSerializationBenchmark.writeBulk\\E$",
            "-bm",
            "avgt",
            "-f",
            "1",
            "-wf",
            "0",
            "-foe",
            "true",
            "-p",
            "floats=1000",
            "-p",
            "destination=NETTY_DIRECT",
            "-wi",
            "2",
            "-w",
            "200ms",
            "-i",
            "3",
            "-r",
            "200ms",
            "-prof",
            "gc",
            "-jvmArgs",
            "-Xss1m \"-Da=b c\"",
            "-rf",
            "json",
            "-rff",
            "fork.json");
  }

  /** JMH takes what it is told to append in place of what the benchmark says. */
  @Test
  void sidesArguments_comeAfterTheBenchmarksOwn() {
    BenchTask task = writeBulk();
    List<String> command =
        JmhForks.command(
            task,
            FakeSides.side(Role.HEAD, List.of(task), "-Dplumbline.inject=1.10"),
            List.of(),
            JSON);
    String own = String.join(" ", task.benchmark().getJvmArgsAppend().orElse(List.of()));
    assertThat(own).contains("-Xmx1g");
    assertThat(command)
        .containsSequence("-jvmArgs", "", "-jvmArgsAppend", own + " -Dplumbline.inject=1.10");
  }

  @Test
  void benchmarkAsAnnotated_isLeftToItsCommitsAnnotations() {
    BenchTask task =
        BenchTask.of(Suite.asAnnotated().selections(), List.of(), OptionalInt.of(1)).get(0);
    assertThat(JmhForks.command(task, FakeSides.side(Role.BASE, List.of(task)), List.of(), JSON))
        .doesNotContain("-wi", "-w", "-i", "-r");
  }

  @Test
  void exceptionInTheBenchmark_isTheReason_andNotJmhsWrappers() {
    MeasuredFork fork =
        failed(
            """
            # Warmup Iteration   1: <failure>

            java.lang.IllegalArgumentException: No enum constant io.plumbline.loadgen.X.NOSUCH
            	at java.base/java.lang.Enum.valueOf(Enum.java:273)

            Benchmark had encountered error, and fail on error was requested
            ERROR: org.openjdk.jmh.runner.RunnerException: Benchmark caught the exception
            	at org.openjdk.jmh.runner.Runner.runBenchmarks(Runner.java:572)
            Caused by: org.openjdk.jmh.runner.BenchmarkException: Benchmark error during the run
            	at org.openjdk.jmh.runner.BenchmarkHandler.runIteration(BenchmarkHandler.java:440)
            	Suppressed: java.lang.IllegalArgumentException: No enum constant io.plumbline.loadgen.X.NOSUCH
            		at java.base/java.lang.Enum.valueOf(Enum.java:273)
            """);
    assertThat(fork.ending()).isEqualTo(Ending.FAILED);
    assertThat(fork.reason())
        .isEqualTo("IllegalArgumentException: No enum constant io.plumbline.loadgen.X.NOSUCH");
  }

  @Test
  void crashedFork_isToldWithItsLastWords() {
    MeasuredFork fork = failed(crashed(1));
    assertThat(fork.ending()).isEqualTo(Ending.FAILED);
    assertThat(fork.reason())
        .isEqualTo("Forked VM failed with exit code 1; it said last: Too small maximum heap");
  }

  @Test
  void forkEndedByASignal_isStopped() {
    assertThat(failed(crashed(130)).ending()).isEqualTo(Ending.STOPPED);
    assertThat(failed(crashed(143)).ending()).isEqualTo(Ending.STOPPED);
  }

  private static String crashed(int exitCode) {
    return """
    # Fork: 1 of 1
    Error occurred during initialization of VM
    <forked VM failed with exit code EXIT>
    <stdout last='20 lines'>
    Error occurred during initialization of VM
    Too small maximum heap
    </stdout>
    <stderr last='20 lines'>
    </stderr>

    Benchmark had encountered error, and fail on error was requested
    ERROR: org.openjdk.jmh.runner.RunnerException: Benchmark caught the exception
    	at org.openjdk.jmh.runner.Runner.runBenchmarks(Runner.java:572)
    Caused by: org.openjdk.jmh.runner.BenchmarkException: Benchmark error
    	at org.openjdk.jmh.runner.Runner.doFork(Runner.java:765)
    	... 3 more
    	Suppressed: java.lang.IllegalStateException: Forked VM failed with exit code EXIT
    		... 6 more
    """
        .replace("EXIT", String.valueOf(exitCode));
  }

  @Test
  void benchmarkThatSaysSkipped_isSkipped() {
    MeasuredFork fork =
        failed(
            """
            java.lang.IllegalStateException: skipped: no io_uring here
            	at io.plumbline.loadgen.X.prepare(X.java:1)
            ERROR: org.openjdk.jmh.runner.RunnerException: Benchmark caught the exception
            """);
    assertThat(fork.ending()).isEqualTo(Ending.SKIPPED);
    assertThat(fork.reason()).isEqualTo("no io_uring here");
  }

  /** It would hide a failure, which {@code --fail-on-failed} is there to see. */
  @Test
  void benchmarkThatLogsOfSkipping_andFails_isFailed() {
    MeasuredFork fork =
        failed(
            """
            rows skipped: 3
            java.lang.IllegalStateException: 3 rows too few
            ERROR: org.openjdk.jmh.runner.RunnerException: Benchmark caught the exception
            """);
    assertThat(fork.ending()).isEqualTo(Ending.FAILED);
  }

  @Test
  void unknownComplaint_isItsLastLine() {
    assertThat(failed("No matching benchmarks. Miss-spelled regexp?").reason())
        .isEqualTo("No matching benchmarks. Miss-spelled regexp?");
    assertThat(failed("").reason()).isEqualTo("it printed nothing");
  }
}
