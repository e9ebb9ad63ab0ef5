package io.plumbline.experiments;

import io.plumbline.experiments.BenchFork.Ending;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.comparison.Screening;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A benchmark and its forks of both sides, as they come in. Used by one thread.
 *
 * <p>A side that does not have the benchmark gets no forks.
 */
final class MeasuredPair {
  private static final String THREADS = "threads";

  private final int number;
  private final BenchTask task;
  private final One base;
  private final One head;
  private int pairs;

  /** A side's forks, and which of them are of this round. */
  private static final class One {
    private final MeasuredSide side;
    private final boolean has;
    private final List<MeasuredFork> forks = new ArrayList<>();
    private int roundBegan;

    One(MeasuredSide side, BenchTask task) {
      this.side = side;
      this.has = side.find(task).isPresent();
    }
  }

  /**
   * @param number tells it from the others
   */
  MeasuredPair(int number, BenchTask task, MeasuredSide base, MeasuredSide head) {
    this.number = number;
    this.task = task;
    this.base = new One(base, task);
    this.head = new One(head, task);
  }

  int number() {
    return number;
  }

  BenchTask task() {
    return task;
  }

  /** How many pairs of forks were begun. */
  int pairs() {
    return pairs;
  }

  void pairBegins() {
    pairs++;
  }

  /** Whether a side has it. */
  boolean exists() {
    return base.has || head.has;
  }

  /** What the answer calls it. */
  Screening.Benchmark benchmark() {
    TreeMap<String, String> params = new TreeMap<>(task.params());
    int threads = task.threads();
    if (threads > 1) {
      params.put(THREADS, String.valueOf(threads));
    }
    return new Screening.Benchmark(task.name(), params);
  }

  /** The sides that have it, in this order. */
  List<MeasuredSide> sides(boolean baseFirst) {
    return (baseFirst ? Stream.of(base, head) : Stream.of(head, base))
        .filter(one -> one.has)
        .map(one -> one.side)
        .toList();
  }

  void add(MeasuredSide side, MeasuredFork fork) {
    of(side).forks.add(fork);
  }

  /** Whether it is not to be run again: after a fork that failed, or said it cannot run here. */
  boolean isOver() {
    return Stream.of(base, head)
        .flatMap(one -> one.forks.stream())
        .anyMatch(fork -> fork.ending() != Ending.DONE);
  }

  /** From here on forks belong to a new round. */
  void roundBegins() {
    base.roundBegan = base.forks.size();
    head.roundBegan = head.forks.size();
  }

  /** All of a side; empty if the side does not have it. */
  Optional<MicroEntry> entry(MeasuredSide side) {
    One one = of(side);
    return one.has ? Optional.of(ForkEntries.of(task, one.forks)) : Optional.empty();
  }

  /** What this round has of a side, to be judged; empty if nothing. */
  Optional<MicroEntry> entryOfRound(MeasuredSide side) {
    One one = of(side);
    List<MeasuredFork> forks =
        one.forks.subList(one.roundBegan, one.forks.size()).stream()
            .filter(fork -> fork.ending() != Ending.STOPPED)
            .toList();
    return forks.isEmpty()
        ? Optional.empty()
        : Optional.of(ForkEntries.withoutAppended(ForkEntries.of(task, forks), side.jvmArgs()));
  }

  /** What stands for a side that was not measured; empty if the side does not have it. */
  Optional<MicroEntry> entryWithoutFigures(MeasuredSide side) {
    return of(side).has ? Optional.of(ForkEntries.notMeasured(task)) : Optional.empty();
  }

  /** Candidate / baseline of the scores of the last pair. */
  OptionalDouble lastRatio() {
    OptionalDouble ofBase = lastScore(base);
    OptionalDouble ofHead = lastScore(head);
    return ofBase.isPresent() && ofHead.isPresent() && ofBase.getAsDouble() > 0
        ? OptionalDouble.of(ofHead.getAsDouble() / ofBase.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble lastScore(One one) {
    return one.forks.isEmpty()
        ? OptionalDouble.empty()
        : one.forks
            .get(one.forks.size() - 1)
            .entry()
            .flatMap(MicroEntry::score)
            .map(MicroEntry.Samples::mean)
            .orElse(OptionalDouble.empty());
  }

  private One of(MeasuredSide side) {
    return side.role() == MeasuredSide.Role.BASE ? base : head;
  }
}
