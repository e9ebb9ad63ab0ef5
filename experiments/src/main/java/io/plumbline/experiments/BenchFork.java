package io.plumbline.experiments;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;

/**
 * What one fork of a benchmark gave.
 *
 * @param params how JMH ran it; empty if it did not get that far
 * @param iterations those measured, which may be fewer than planned unless it is {@code DONE}
 * @param reason why it failed or was skipped, in one line; empty otherwise
 */
record BenchFork(
    Optional<BenchmarkParams> params,
    List<IterationResult> iterations,
    Ending ending,
    String reason) {

  /** How it ended. */
  enum Ending {
    DONE,
    FAILED,
    SKIPPED,
    STOPPED
  }

  /**
   * What a benchmark's exception says first if it cannot be run on this platform, such as {@code
   * skipped: no io_uring here}.
   */
  private static final String SKIPPED = "skipped: ";

  /** A JVM's exit code after SIGINT, which a terminal sends to the fork as well as to us. */
  private static final String INTERRUPTED = "exit code 130";

  BenchFork {
    iterations = List.copyOf(iterations);
  }

  /** Runs it; a failure is a result. */
  static BenchFork run(Options options, ForkOutput output) {
    try {
      boolean any = !new Runner(options, output).run().isEmpty();
      return any
          ? of(output, Ending.DONE, "")
          : of(output, Ending.FAILED, "the forked JVM ended without a result");
    } catch (RunnerException | RuntimeException e) {
      return failed(e, output);
    }
  }

  /** What to make of an exception of JMH, or of a benchmark. */
  static BenchFork failed(Exception failure, ForkOutput output) {
    Throwable root = failure;
    Deque<Throwable> next = new ArrayDeque<>(List.of(failure));
    while (!next.isEmpty()) {
      Throwable thrown = next.poll();
      String message = String.valueOf(thrown.getMessage());
      if (message.startsWith(SKIPPED)) {
        return of(output, Ending.SKIPPED, oneLine(message.substring(SKIPPED.length())));
      }
      if (message.endsWith(INTERRUPTED)) {
        return of(output, Ending.STOPPED, "");
      }
      root = thrown;
      // JMH keeps the causes of its own exceptions among the suppressed ones.
      next.addAll(Arrays.asList(thrown.getSuppressed()));
      if (thrown.getCause() != null) {
        next.add(thrown.getCause());
      }
    }
    String last = output.lastLine();
    boolean crashed = String.valueOf(root.getMessage()).startsWith("Forked VM failed");
    return of(
        output,
        Ending.FAILED,
        oneLine(
            crashed
                ? root.getMessage() + (last.isEmpty() ? "" : "; it said last: " + last)
                : root.getClass().getSimpleName() + ": " + root.getMessage()));
  }

  private static BenchFork of(ForkOutput output, Ending ending, String reason) {
    return new BenchFork(output.params(), output.measured(), ending, reason);
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  BenchFork stopped() {
    return new BenchFork(params, iterations, Ending.STOPPED, "");
  }
}
