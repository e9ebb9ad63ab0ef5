package io.plumbline.experiments;

import io.plumbline.loadgen.GeneratorHealth;
import io.plumbline.loadgen.Phase;
import io.plumbline.loadgen.Player;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.RunEvidence;
import io.plumbline.loadgen.RunListener;
import io.plumbline.loadgen.RunSampler;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that watches a run from beside it, from its first measured request to the end of its
 * drain. Used by one thread, but for what it hears.
 */
final class RunWatch implements RunListener, AutoCloseable {
  private final long seed;
  private final Map<String, Double> baseline;

  /** Set by the thread that tells of the run's events. */
  private volatile @Nullable HealthProbe probe;

  private @Nullable RunSampler sampler;

  /**
   * @param seed of the times at which it looks
   * @param baseline what a calibration read on this machine; empty if there is none
   */
  RunWatch(long seed, Map<String, Double> baseline) {
    this.seed = seed;
    this.baseline = baseline;
  }

  /** Nothing has been sent yet. */
  void start(Player playing) {
    sampler = RunSampler.start(playing::sentCount, playing::endedCount, RunClock.system(), seed);
  }

  @Override
  public void began(Phase phase) {
    if (phase == Phase.MEASURE && probe == null) {
      probe = HealthProbe.start(RunClock.system());
    }
  }

  @Override
  public void heard(Event event, Phase phase, int index, long atNanos) {}

  /**
   * Ends the watch and tells what was seen.
   *
   * @param startedEpochNanos the wall clock at the start of the measured load
   */
  RunEvidence stop(long startedEpochNanos) throws InterruptedException {
    RunSampler sampling = sampler;
    HealthProbe probing = probe;
    if (sampling == null || probing == null) {
      return RunEvidence.NONE; // Nothing was measured.
    }
    RunSampler.Sampled sampled = sampling.stop(startedEpochNanos);
    GeneratorHealth health = probing.stop(startedEpochNanos, sampled);
    return new RunEvidence(Optional.of(health), sampled.inFlight(), baseline);
  }

  @Override
  public void close() {
    RunSampler sampling = sampler;
    if (sampling != null) {
      sampling.close();
    }
    HealthProbe probing = probe;
    if (probing != null) {
      probing.close();
    }
  }
}
