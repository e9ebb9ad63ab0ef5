package io.plumbline.experiments;

import io.plumbline.balancing.event.TheoryTable;
import io.plumbline.results.Commit;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationDocument.Prediction;
import io.plumbline.results.SimulationDocument.Reality;
import io.plumbline.results.simulation.SimulationReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Holds the event engine against what theory knows, or against real schedulers on loopback, and
 * keeps what came of it in a document of simulations.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time.
 */
public final class SimulationProof {
  /** What the simulator is held against. */
  public enum Against {
    THEORY,
    REAL
  }

  /** What came of it; what cannot be told is no answer, and least of all a good one. */
  public enum Answer {
    AGREES,
    DISAGREES,
    /** The intervals are too wide, or the real runs are invalid. */
    UNTOLD
  }

  /** Of each system of theory, unless others are asked for: so many show every order. */
  public static final int THEORY_REPETITIONS = 10;

  /** Of each repetition; enough for intervals of a hundredth or two at most loads. */
  private static final long THEORY_REQUESTS = 400_000;

  private static final String INVALID = "THE REAL RUN IS INVALID: ";

  private final Against against;
  private final int repetitions;
  private final long seed;
  private final SimulationFiles files;
  private final RunObserver observer;
  private volatile boolean stopped;
  private volatile @Nullable Thread runner;

  /**
   * @param repetitions of every system of theory, at least 2
   * @param engine that the document says it is of, for the other results in it; that of the file if
   *     it is empty
   * @param into whether what {@code output} holds already is kept beside
   * @throws UsageException in one line, with the value
   */
  public SimulationProof(
      Against against,
      int repetitions,
      long seed,
      Optional<Engine> engine,
      Path output,
      boolean into,
      List<String> command,
      String plumblineVersion,
      RunObserver observer) {
    if (against == Against.THEORY && repetitions < 2) {
      throw new UsageException("--runs must be at least 2 with --theory: " + repetitions);
    }
    if (repetitions > TheoryTable.MOST_REPETITIONS) {
      throw new UsageException(
          "--runs must be at most "
              + TheoryTable.MOST_REPETITIONS
              + " with --theory: "
              + repetitions);
    }
    OutputFiles.requireWritableFile(into ? "into" : "json", output);
    this.against = against;
    this.repetitions = repetitions;
    this.seed = seed;
    this.files = new SimulationFiles(output, into, engine, seed, command, plumblineVersion);
    this.observer = observer;
  }

  /** The answer, and what it rests on. */
  public record Outcome(SimulationDocument document, Answer answer) {}

  /** Ends it soon; nothing is written. */
  public void stop() {
    stopped = true;
    observer.note("stopping before it is over; nothing is written");
    Thread thread = runner;
    if (thread != null) {
      thread.interrupt();
    }
  }

  /**
   * Simulates and compares.
   *
   * @throws CancellationException if it was stopped
   * @throws IOException if a scheduler cannot be started, or the document not be written
   */
  public Outcome run() throws IOException, InterruptedException {
    List<String> notes = new ArrayList<>();
    Optional<Commit> commit = GitState.aroundHere(notes);
    notes.forEach(observer::note);
    notes.addAll(formerNotes());
    runner = Thread.currentThread();
    try {
      return against == Against.THEORY ? theory(commit, notes) : real(commit, notes);
    } catch (InterruptedException e) {
      if (!stopped) {
        throw e;
      }
      throw cancelled();
    } finally {
      runner = null;
    }
  }

  /** But for those of an earlier proof of the same kind. */
  List<String> formerNotes() {
    return against == Against.THEORY
        ? files.formerNotes(SimulationReport::isOfTheory)
        : files.formerNotes(note -> SimulationReport.isOfReal(note) || note.startsWith(INVALID));
  }

  private static CancellationException cancelled() {
    return new CancellationException("stopped before it was over; nothing was written");
  }

  private void requireNotStopped() {
    if (stopped) {
      throw cancelled();
    }
  }

  private Outcome theory(Optional<Commit> commit, List<String> notes) throws IOException {
    TheoryTable.Effort effort = new TheoryTable.Effort(repetitions, THEORY_REQUESTS, seed);
    List<TheoryTable.Row> rows =
        TheoryTable.rows(
            effort,
            row -> {
              requireNotStopped();
              observer.progress(row.system() + " at load " + row.load() + ": " + row.quantity());
            });
    List<TheoryTable.Order> orders =
        TheoryTable.orders(
            effort,
            order -> {
              requireNotStopped();
              observer.progress(order.smaller() + " before " + order.larger());
            });
    return kept(rows, orders, commit, notes);
  }

  /** Writes what theory says of these, beside what the file held. */
  Outcome kept(
      List<TheoryTable.Row> rows,
      List<TheoryTable.Order> orders,
      Optional<Commit> commit,
      List<String> notesBefore)
      throws IOException {
    List<String> notes = new ArrayList<>(notesBefore);
    for (TheoryTable.Order order : orders) {
      notes.add(
          String.format(
              Locale.ROOT,
              SimulationReport.ORDER_AT_LOAD
                  + "%.2f: %s %.4f, %s %.4f, paired difference %.4f within %.4f: %s",
              order.load(),
              order.smaller(),
              order.smallerMean(),
              order.larger(),
              order.largerMean(),
              order.difference(),
              order.halfWidth(),
              answer(order)));
    }
    List<Prediction> predictions =
        rows.stream()
            .map(
                row ->
                    new Prediction(
                        row.system(),
                        row.load(),
                        quantity(row),
                        row.predicted(),
                        row.mean(),
                        OptionalDouble.of(row.halfWidth()),
                        row.agrees()))
            .toList();
    return new Outcome(
        files.write(
            commit,
            files.former().map(SimulationDocument::entries).orElse(List.of()),
            predictions,
            files.former().map(SimulationDocument::real).orElse(List.of()),
            notes),
        answer(predictions, orders));
  }

  /** With its unit, and by how much theory itself may be missed, if that is to be seen. */
  private static String quantity(TheoryTable.Row row) {
    return row.quantity()
        + (row.quantity().startsWith("share") ? "" : " (services)")
        + (row.toleranceRatio() < .005
            ? ""
            : String.format(Locale.ROOT, ", theory to %.0f %%", 100 * row.toleranceRatio()));
  }

  private static String answer(TheoryTable.Order order) {
    if (order.holds()) {
      return "holds";
    }
    if (order.isContradicted()) {
      return "CONTRADICTED";
    }
    return order.repetitionsToShow().isPresent()
        ? "not shown; about --runs " + order.repetitionsToShow().getAsInt() + " would show it"
        : "not shown, and more runs alone are not likely to show it";
  }

  private static Answer answer(List<Prediction> predictions, List<TheoryTable.Order> orders) {
    if (!predictions.stream().allMatch(Prediction::agrees)
        || orders.stream().anyMatch(TheoryTable.Order::isContradicted)) {
      return Answer.DISAGREES;
    }
    return predictions.stream().allMatch(Prediction::tells)
            && orders.stream().allMatch(TheoryTable.Order::holds)
        ? Answer.AGREES
        : Answer.UNTOLD;
  }

  private static String answer(RealAgainstSimulated.Order order) {
    if (!order.agrees()) {
      return ": DOES NOT AGREE";
    }
    return order.isTied() ? ": as near to each other as the bound, so either would do" : ": agrees";
  }

  private Outcome real(Optional<Commit> commit, List<String> notes)
      throws IOException, InterruptedException {
    RealAgainstSimulated.Settings settings = RealAgainstSimulated.Settings.defaults(seed);
    RealAgainstSimulated.Result result = new RealAgainstSimulated(settings, observer).run();
    List<Reality> rows = new ArrayList<>();
    for (RealAgainstSimulated.Row row : result.rows()) {
      if (row.isNote()) {
        notes.add(
            String.format(
                Locale.ROOT,
                row.quantity().equals(RealAgainstSimulated.OVERHEAD)
                    ? SimulationReport.OVERHEAD
                        + "%s: %.3f ms of a call beside wait and service, which the engine is told"
                    : SimulationReport.SLIP + "%s: 99 of 100 requests left at most %.3f ms late",
                row.policy(),
                row.real()));
        continue;
      }
      rows.add(
          new Reality(
              row.policy(),
              row.quantity(),
              row.isShare() ? "1" : "ms",
              row.real(),
              row.simulated(),
              row.real() == 0
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(row.simulated() / row.real()),
              row.bound(),
              row.agrees()));
    }
    result.invalid().forEach(why -> notes.add(INVALID + why));
    for (RealAgainstSimulated.Order order : result.orders()) {
      notes.add(
          SimulationReport.ORDER_BY
              + order.quantity()
              + ": "
              + order.better()
              + " before "
              + order.worse()
              + answer(order));
    }
    return new Outcome(
        files.write(
            commit,
            files.former().map(SimulationDocument::entries).orElse(List.of()),
            files.former().map(SimulationDocument::theory).orElse(List.of()),
            rows,
            notes),
        !result.invalid().isEmpty()
            ? Answer.UNTOLD
            : result.agrees() ? Answer.AGREES : Answer.DISAGREES);
  }
}
