package io.plumbline.experiments;

import io.plumbline.experiments.BenchFork.Ending;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.comparison.Comparer;
import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.Screening;
import io.plumbline.results.comparison.Screening.Round;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Measures two built commits in turns, as long as {@link Screening} asks for more, and tells what
 * changed.
 *
 * <p>A pass is a pair of forks, one of each side, of every benchmark that is due. The documents of
 * both sides are rewritten as forks come in, so nothing that was measured is lost.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time.
 */
final class MeasuredRounds {
  private final MeasureSettings settings;
  private final Comparer.Options judging;
  private final MeasuredSide base;
  private final MeasuredSide head;
  private final MeasuredForks forks;
  private final MeasuredDocuments documents;
  private final RunObserver observer;
  private final LongSupplier nanoClock;
  private final long startNanos;
  private final ForkOrder order;
  private final List<MeasuredPair> pairs = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private int passes;
  private boolean outOfBudget;
  private boolean leftOut;
  private volatile boolean stopped;

  /**
   * @param tasks what is measured; of those in neither commit the answer says so
   * @param nanoClock for the budget
   */
  MeasuredRounds(
      MeasureSettings settings,
      Comparer.Options judging,
      MeasuredSide base,
      MeasuredSide head,
      List<BenchTask> tasks,
      MeasuredForks forks,
      MeasuredDocuments documents,
      RunObserver observer,
      LongSupplier nanoClock) {
    this.settings = settings;
    this.judging = judging;
    this.base = base;
    this.head = head;
    this.forks = forks;
    this.documents = documents;
    this.observer = observer;
    this.nanoClock = nanoClock;
    this.startNanos = nanoClock.getAsLong();
    this.order = new ForkOrder(settings.seed());
    for (BenchTask task : tasks) {
      MeasuredPair pair = new MeasuredPair(pairs.size(), task, base, head);
      if (pair.exists()) {
        pairs.add(pair);
      } else {
        warnings.add(task.label() + " is in neither commit, at least not with these parameters");
      }
    }
  }

  /** Ends the fork that runs and begins no other. */
  void stop() {
    stopped = true;
    forks.stop();
  }

  /**
   * Measures.
   *
   * @throws IOException if a fork cannot be tried, or a document not be written
   */
  MeasureOutcome run() throws IOException, InterruptedException {
    warnings.forEach(observer::note);
    Screening screening =
        new Screening(judging, pairs.stream().map(MeasuredPair::benchmark).distinct().toList());
    Optional<Round> round = screening.next();
    while (round.isPresent() && !isEnded()) {
      List<MeasuredPair> due = due(round.get());
      measure(round.get(), due);
      screening.add(
          documents.judged(base, head, ofRound(round.get(), due, base)),
          documents.judged(head, base, ofRound(round.get(), due, head)));
      round = screening.next();
    }
    if (leftOut || round.isPresent()) {
      warnings.add(whyEnded());
      observer.note(whyEnded());
    }
    return new MeasureOutcome(warned(screening.answer()), files(), stopped);
  }

  private boolean isEnded() {
    return stopped || outOfBudget;
  }

  private List<MeasuredPair> due(Round round) {
    Set<Screening.Benchmark> asked = new HashSet<>(round.benchmarks());
    return pairs.stream()
        .filter(pair -> asked.contains(pair.benchmark()) && !pair.isOver())
        .toList();
  }

  private void measure(Round round, List<MeasuredPair> due)
      throws IOException, InterruptedException {
    long plannedNanos = due.stream().mapToLong(this::pairNanos).sum() * round.forks();
    String what = round.confirms() ? "confirming" : "screening";
    observer.step(
        String.format(
            Locale.ROOT,
            "%s %d benchmarks with %d forks a side, about %s",
            what,
            due.size(),
            round.forks(),
            TimeLeft.duration(plannedNanos)));
    TimeLeft time = new TimeLeft(plannedNanos);
    due.forEach(MeasuredPair::roundBegins);
    for (int fork = 1; fork <= round.forks(); fork++) {
      for (MeasuredPair pair : order.ofPass(passes, due)) {
        outOfBudget = outOfBudget || exceedsBudget(pair);
        leftOut |= isEnded();
        if (!isEnded() && !pair.isOver()) {
          String label = what + ": " + pair.task().label() + ", pair " + (pair.pairs() + 1);
          measure(pair, label);
          time.done(pairNanos(pair));
          observer.step(label + ratio(pair) + ", " + time.text());
        }
      }
      passes++;
    }
  }

  private long pairNanos(MeasuredPair pair) {
    return 2 * pair.task().forkNanos();
  }

  /** Whether the budget ends before the next pair does. */
  private boolean exceedsBudget(MeasuredPair next) {
    return settings.budget().isPresent()
        && nanoClock.getAsLong() - startNanos + pairNanos(next) > settings.budget().get().toNanos();
  }

  private void measure(MeasuredPair pair, String label) throws IOException, InterruptedException {
    List<MeasuredSide> sides = pair.sides(order.baseFirst(pair.number(), pair.pairs()));
    pair.pairBegins();
    for (MeasuredSide side : sides) {
      leftOut |= stopped;
      if (stopped || pair.isOver()) {
        return;
      }
      observer.progress(label + ", " + side.described());
      MeasuredFork fork = forks.run(pair.task(), side);
      pair.add(side, fork);
      if (fork.ending() == Ending.STOPPED) {
        stopped = true;
        leftOut = true;
      } else if (fork.ending() != Ending.DONE) {
        observer.note(
            pair.task().label()
                + " "
                + fork.ending().name().toLowerCase(Locale.ROOT)
                + " in "
                + side.described()
                + ": "
                + fork.reason());
      }
      documents.write(side, other(side), entries(side), false);
    }
  }

  private MeasuredSide other(MeasuredSide side) {
    return side.equals(base) ? head : base;
  }

  private static String ratio(MeasuredPair pair) {
    OptionalDouble ratio = pair.lastRatio();
    return ratio.isPresent()
        ? String.format(Locale.ROOT, ": %+.1f %%", 100 * (ratio.getAsDouble() - 1))
        : "";
  }

  private List<MicroEntry> entries(MeasuredSide side) {
    return pairs.stream().flatMap(pair -> pair.entry(side).stream()).toList();
  }

  /** A benchmark that screening did not get to is part of the answer: nothing is known of it. */
  private static List<MicroEntry> ofRound(Round round, List<MeasuredPair> due, MeasuredSide side) {
    return due.stream()
        .flatMap(
            pair ->
                pair
                    .entryOfRound(side)
                    .or(() -> round.confirms() ? Optional.empty() : pair.entryWithoutFigures(side))
                    .stream())
        .toList();
  }

  private String whyEnded() {
    return stopped
        ? "it was stopped before its end: what was not decided by then is inconclusive"
        : "its budget of "
            + TimeLeft.duration(settings.budget().orElseThrow().toNanos())
            + " ended it: what was not decided by then is inconclusive";
  }

  private Comparison warned(Comparison answer) {
    return new Comparison(
        answer.base(),
        answer.head(),
        answer.coverage(),
        answer.environment(),
        Stream.of(answer.warnings(), warnings).flatMap(List::stream).toList(),
        answer.entries());
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (MeasuredSide side : List.of(base, head)) {
      documents.write(side, other(side), entries(side), !stopped);
      files.addAll(
          stopped
              ? List.of(documents.file(side))
              : documents.keep(side, other(side), entries(side), observer));
    }
    return files;
  }
}
