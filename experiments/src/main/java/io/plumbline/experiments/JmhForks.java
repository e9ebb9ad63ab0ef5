package io.plumbline.experiments;

import static java.util.stream.Collectors.joining;

import io.plumbline.loadgen.Suite.Effort;
import io.plumbline.results.JmhJson;
import io.plumbline.results.MicroEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.BenchmarkListEntry;

/**
 * Runs single forks out of the jars of commits, each by plain JMH in a process of its own, so that
 * nothing but JMH has to be the same in the two commits.
 *
 * <p>{@link #run} by one thread; {@link #stop} by any, at any time.
 */
final class JmhForks implements MeasuredForks {
  private static final String MAIN = "org.openjdk.jmh.Main";

  /** The process beside the fork only waits: it shall start fast and take little. */
  private static final List<String> HOST_ARGS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m");

  /** Who ends on SIGINT or SIGTERM, which a terminal sends to all of us. */
  private static final List<Integer> TOLD_TO_END = List.of(130, 143);

  private static final Pattern FORK_FAILED =
      Pattern.compile("Forked VM failed with exit code (\\d+)");

  /** A line of a stack trace that names an exception, or of JMH's complaint. */
  private static final Pattern THROWN =
      Pattern.compile("\\s*(?:ERROR|Caused by|Suppressed): (?:[\\w.$]+\\.)?(\\S.*)");

  /** The exception by which a benchmark says that it cannot run here, and nothing that it logs. */
  private static final Pattern SKIPPED = Pattern.compile(".*\\b[\\w.$]+Exception: skipped: (.*)");

  private final Path folder;
  private final List<String> inheritedJvmArgs;
  private final Programs programs = new Programs();

  /**
   * @param folder takes the files by which JMH tells its results
   * @param inheritedJvmArgs what a benchmark's fork gets if the benchmark names none
   */
  JmhForks(Path folder, List<String> inheritedJvmArgs) {
    this.folder = folder;
    this.inheritedJvmArgs = List.copyOf(inheritedJvmArgs);
  }

  @Override
  public MeasuredFork run(BenchTask task, MeasuredSide side)
      throws IOException, InterruptedException {
    Path json = folder.resolve("fork.json");
    Path log = folder.resolve("fork.log");
    Files.deleteIfExists(json);
    Instant startedAt = Instant.now();
    int exitCode = programs.run(folder, command(task, side, inheritedJvmArgs, json), log);
    if (exitCode == 0) {
      MicroEntry entry = entry(task, side, JmhJson.read(json));
      return entry.status() == MicroEntry.Status.MEASURED
          ? MeasuredFork.done(startedAt, entry)
          : MeasuredFork.failed(startedAt, entry.reason().orElse("its result is not complete"));
    }
    if (programs.isStopped() || TOLD_TO_END.contains(exitCode)) {
      return MeasuredFork.stopped(startedAt);
    }
    return failed(startedAt, Programs.lines(log));
  }

  /** JMH's command line for one fork of exactly this. */
  static List<String> command(
      BenchTask task, MeasuredSide side, List<String> inheritedJvmArgs, Path json) {
    BenchmarkListEntry benchmark = side.find(task).orElseThrow();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(HOST_ARGS);
    // Two measurements at once are for the user to judge, and a lock that another user left stays.
    command.add("-Djmh.ignoreLock=true");
    command.addAll(List.of("-cp", side.jar().toString(), MAIN));
    command.addAll(
        List.of(
            "^" + Pattern.quote(task.name()) + "$",
            "-bm",
            task.mode().shortLabel(),
            "-f",
            "1",
            "-wf",
            "0",
            "-foe",
            "true"));
    task.params().forEach((name, value) -> command.addAll(List.of("-p", name + "=" + value)));
    task.effort().ifPresent(effort -> command.addAll(iterations(effort)));
    command.addAll(List.of("-prof", "gc"));
    Collection<String> own = benchmark.getJvmArgs().orElse(List.of());
    command.addAll(List.of("-jvmArgs", quoted(own.isEmpty() ? inheritedJvmArgs : own)));
    if (!side.jvmArgs().isEmpty()) {
      // What is given here stands in place of the benchmark's own.
      Collection<String> appended = benchmark.getJvmArgsAppend().orElse(List.of());
      command.addAll(
          List.of(
              "-jvmArgsAppend",
              quoted(Stream.of(appended, side.jvmArgs()).flatMap(Collection::stream).toList())));
    }
    command.addAll(List.of("-rf", "json", "-rff", json.toString()));
    return command;
  }

  private static List<String> iterations(Effort effort) {
    String time = effort.iteration().toMillis() + "ms";
    return List.of(
        "-wi",
        String.valueOf(effort.warmups()),
        "-w",
        time,
        "-i",
        String.valueOf(effort.measurements()),
        "-r",
        time);
  }

  /** As JMH splits it. */
  private static String quoted(Collection<String> arguments) {
    return arguments.stream()
        .map(argument -> argument.contains(" ") ? '"' + argument + '"' : argument)
        .collect(joining(" "));
  }

  private static MicroEntry entry(BenchTask task, MeasuredSide side, List<MicroEntry> read)
      throws IOException {
    if (read.size() != 1) {
      throw new IOException(
          side.described() + ": " + task.label() + " is " + read.size() + " benchmarks there");
    }
    // JMH does not write it down.
    int operations = side.find(task).orElseThrow().getOperationsPerInvocation().orElse(1);
    return ForkEntries.withOperations(read.get(0), operations);
  }

  /** What JMH printed, as a result. */
  static MeasuredFork failed(Instant startedAt, List<String> lines) {
    Optional<String> skipped =
        lines.stream()
            .map(SKIPPED::matcher)
            .filter(Matcher::matches)
            .findFirst()
            .map(match -> match.group(1).strip());
    if (skipped.isPresent()) {
      return MeasuredFork.skipped(startedAt, skipped.get());
    }
    // Of an exception's lines, the last that names one is the cause of the others.
    Optional<String> thrown =
        lines.stream()
            .map(THROWN::matcher)
            .filter(Matcher::matches)
            .map(match -> match.group(1).strip())
            .reduce((one, later) -> later);
    String reason =
        thrown.orElseGet(
            () -> lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1));
    Matcher crashed = FORK_FAILED.matcher(reason);
    if (!crashed.find()) {
      return MeasuredFork.failed(startedAt, reason);
    }
    if (TOLD_TO_END.contains(Integer.parseInt(crashed.group(1)))) {
      return MeasuredFork.stopped(startedAt);
    }
    return MeasuredFork.failed(startedAt, crashed.group() + lastWords(lines));
  }

  /** What the fork itself printed last, which JMH repeats between two tags. */
  private static String lastWords(List<String> lines) {
    int end = Math.max(lines.lastIndexOf("</stdout>"), lines.lastIndexOf("</stderr>"));
    return lines.subList(0, Math.max(0, end)).stream()
        .filter(line -> !line.startsWith("<"))
        .reduce((one, later) -> later)
        .map(line -> "; it said last: " + line.strip())
        .orElse("");
  }

  @Override
  public void stop() {
    programs.stop();
  }
}
