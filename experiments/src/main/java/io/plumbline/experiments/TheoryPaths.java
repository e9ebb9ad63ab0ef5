package io.plumbline.experiments;

import io.plumbline.balancing.event.QueueFormulas;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RequestStatus;
import io.plumbline.results.TheoryDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Gathers the replications of one queue and judges them. Used by one thread. */
final class TheoryPaths {
  private static final double FLOOR_SHARE = .99;

  private final TheorySystem system;
  private final double ratePerSecond;
  private final List<PathwiseProof> proofs = new ArrayList<>();
  private final List<Double> meanWaitsNanos = new ArrayList<>();
  private int replications;
  private long requests;
  private long failed;
  private double servedSum;
  private double servedSquares;

  TheoryPaths(TheorySystem system, double ratePerSecond) {
    this.system = system;
    this.ratePerSecond = ratePerSecond;
  }

  /**
   * Adds one.
   *
   * @param journal of the scheduler that served it
   * @param warmupNanos what was planned before is left out of the mean wait; the recursion takes
   *     all
   */
  void add(Recording recording, EntryJournal journal, long warmupNanos) {
    int n = recording.count();
    replications++;
    requests += n;
    List<Integer> known = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      if (recording.status(i) == RequestStatus.OK
          && recording.queuedNanos(i).isPresent()
          && recording.servedNanos(i).isPresent()
          && journal.sequence(recording, i).isPresent()) {
        known.add(i);
      }
    }
    failed += n - known.size();
    if (known.size() < n) {
      return; // One that is not known would be missing from all that came after it.
    }
    int[] order =
        known.stream()
            .sorted(Comparator.comparingLong(i -> journal.sequence(recording, i).orElseThrow()))
            .mapToInt(i -> i)
            .toArray();
    add(
        column(order, i -> OptionalLong.of(recording.plannedNanos(i))),
        column(order, recording::sentNanos),
        column(order, recording::doneNanos),
        column(order, recording::queuedNanos),
        column(order, recording::servedNanos),
        warmupNanos);
  }

  private static long[] column(int[] order, IntFunction<OptionalLong> of) {
    return IntStream.of(order).mapToLong(i -> of.apply(i).orElseThrow()).toArray();
  }

  private void add(
      long[] planned, long[] sent, long[] done, long[] queued, long[] served, long warmupNanos) {
    proofs.add(PathwiseProof.of(system.workers(), sent, done, queued, served));
    double waits = 0;
    int counted = 0;
    for (int i = 0; i < planned.length; i++) {
      servedSum += served[i];
      servedSquares += (double) served[i] * served[i];
      if (planned[i] >= warmupNanos) {
        waits += queued[i];
        counted++;
      }
    }
    if (counted > 0) {
      meanWaitsNanos.add(waits / counted);
    }
  }

  TheoryDocument.Queue queue(double confidence) {
    long told = proofs.stream().mapToLong(proof -> proof.errorNanos().length).sum();
    Optional<TheoryDocument.Path> path = told == 0 ? Optional.empty() : Optional.of(path());
    OptionalDouble mean = told == 0 ? OptionalDouble.empty() : OptionalDouble.of(servedSum / told);
    OptionalDouble cv = told == 0 ? OptionalDouble.empty() : OptionalDouble.of(cv(told));
    OptionalDouble load =
        mean.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(ratePerSecond / 1e9 * mean.getAsDouble() / system.workers());
    Optional<TheoryDocument.Mean> formula =
        meanWaitsNanos.size() < 2 || load.orElse(1) >= 1
            ? Optional.empty()
            : Optional.of(formula(mean.getAsDouble(), cv.getAsDouble(), confidence));
    return new TheoryDocument.Queue(
        system.name(),
        system.service().words(),
        ratePerSecond,
        load,
        replications,
        requests,
        failed,
        mean,
        cv,
        path,
        formula,
        failed == 0
            && path.isPresent()
            && path.get().unexplained() == 0
            && formula.isPresent()
            && (formula.get().agrees() || !formula.get().exact()));
  }

  private double cv(long count) {
    double mean = servedSum / count;
    return Math.sqrt(Math.max(0, servedSquares / count - mean * mean)) / mean;
  }

  private TheoryDocument.Path path() {
    long floor =
        PathwiseProof.quantile(FLOOR_SHARE, all(PathwiseProof::outsideNanos)).orElseThrow();
    long[] errors = LongStream.of(all(PathwiseProof::errorNanos)).map(Math::abs).toArray();
    return new TheoryDocument.Path(
        proofs.stream().mapToLong(PathwiseProof::reordered).sum(),
        floor,
        PathwiseProof.quantile(.99, errors).orElseThrow(),
        PathwiseProof.quantile(1, errors).orElseThrow(),
        LongStream.of(errors).filter(error -> error > floor).count(),
        proofs.stream().mapToLong(PathwiseProof::unexplained).sum());
  }

  private interface Times {
    long[] of(PathwiseProof proof);
  }

  private long[] all(Times times) {
    return proofs.stream().flatMapToLong(proof -> LongStream.of(times.of(proof))).toArray();
  }

  private TheoryDocument.Mean formula(double serviceNanos, double cv, double confidence) {
    double predicted =
        QueueFormulas.meanWait(system.workers(), ratePerSecond / 1e9, serviceNanos, cv);
    MeanInterval measured =
        MeanInterval.of(
            meanWaitsNanos.stream().mapToDouble(Double::doubleValue).toArray(), confidence);
    return new TheoryDocument.Mean(
        system.formula(),
        system.isExact(),
        predicted,
        measured.mean(),
        measured.halfWidth(),
        measured.contains(predicted));
  }
}
