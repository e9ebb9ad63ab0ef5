package io.plumbline.experiments;

import io.plumbline.loadgen.Driver;
import io.plumbline.loadgen.GeneratorHealth;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.RunEvidence;
import io.plumbline.loadgen.RunSampler;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything that watches a run from beside it. Started when the issuing threads are there, stopped
 * after the drain; used by one thread.
 */
final class RunWatch implements AutoCloseable {
  private final Driver driver;
  private final long seed;
  private final Map<String, Double> baseline;
  private @Nullable HealthProbe probe;
  private @Nullable RunSampler sampler;

  /**
   * @param seed of the times at which it looks
   * @param baseline what a calibration read on this machine; empty if there is none
   */
  RunWatch(Driver driver, long seed, Map<String, Double> baseline) {
    this.driver = driver;
    this.seed = seed;
    this.baseline = baseline;
  }

  void start() {
    probe = HealthProbe.start(RunClock.system());
    sampler = RunSampler.start(driver::sentCount, driver::endedCount, RunClock.system(), seed);
  }

  /**
   * Ends the watch and tells what was seen.
   *
   * @param startedEpochNanos the wall clock at the start of the run
   */
  RunEvidence stop(long startedEpochNanos) throws InterruptedException {
    if (probe == null || sampler == null) {
      return RunEvidence.NONE;
    }
    RunSampler.Sampled sampled = sampler.stop(startedEpochNanos);
    GeneratorHealth health = probe.stop(startedEpochNanos, sampled);
    return new RunEvidence(Optional.of(health), sampled.inFlight(), baseline);
  }

  @Override
  public void close() {
    if (sampler != null) {
      sampler.close();
    }
    if (probe != null) {
      probe.close();
    }
  }
}
