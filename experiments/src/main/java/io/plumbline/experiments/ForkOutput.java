package io.plumbline.experiments;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * Hears what JMH tells while it runs one fork, and keeps what a fork that crashes would take with
 * it: the iterations that it has finished, and the last of what it printed.
 *
 * <p>Thread-safe: JMH calls from the thread that runs it, from its link to the fork, and from two
 * that read the fork's streams.
 */
final class ForkOutput implements OutputFormat {
  private static final int KEPT_CHARS = 4000;
  private static final Pattern LINE_END = Pattern.compile("\\R");

  private final Consumer<String> iterationBegins;
  private final List<IterationResult> measured = new ArrayList<>();
  private final StringBuilder printed = new StringBuilder();
  private Optional<BenchmarkParams> params = Optional.empty();

  /**
   * @param iterationBegins hears which iteration begins, in words
   */
  ForkOutput(Consumer<String> iterationBegins) {
    this.iterationBegins = iterationBegins;
  }

  /** How JMH runs it, once it has begun to. */
  synchronized Optional<BenchmarkParams> params() {
    return params;
  }

  /** The measured iterations so far. */
  synchronized List<IterationResult> measured() {
    return List.copyOf(measured);
  }

  /** The last line that the fork itself printed; empty if there is none. */
  synchronized String lastLine() {
    List<String> lines =
        LINE_END.splitAsStream(printed).map(String::strip).filter(l -> !l.isEmpty()).toList();
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  @Override
  public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {
    boolean warmup = params.getType() == IterationType.WARMUP;
    iterationBegins.accept(
        (warmup ? "warm-up " : "iteration ") + iteration + " of " + params.getCount());
  }

  @Override
  public synchronized void iterationResult(
      BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult data) {
    if (params.getType() == IterationType.MEASUREMENT) {
      measured.add(data);
    }
  }

  @Override
  public synchronized void startBenchmark(BenchmarkParams begun) {
    params = Optional.of(begun);
  }

  @Override
  public void write(int oneByte) {
    keep(new String(new byte[] {(byte) oneByte}, StandardCharsets.UTF_8));
  }

  @Override
  public void write(byte[] bytes) {
    keep(new String(bytes, StandardCharsets.UTF_8));
  }

  private synchronized void keep(String text) {
    printed.append(text);
    printed.delete(0, Math.max(0, printed.length() - KEPT_CHARS));
  }

  // JMH's own report for people: ours is drawn from the document.

  @Override
  public void endBenchmark(BenchmarkResult result) {}

  @Override
  public void startRun() {}

  @Override
  public void endRun(Collection<RunResult> result) {}

  @Override
  public void print(String text) {}

  @Override
  public void println(String text) {}

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public void verbosePrintln(String text) {}
}
