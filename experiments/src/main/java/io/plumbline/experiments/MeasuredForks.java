package io.plumbline.experiments;

import java.io.IOException;

/** Runs single forks of benchmarks of either commit. */
interface MeasuredForks {

  /**
   * Runs one fork; that it fails is a result.
   *
   * @throws IOException if it cannot even be tried
   */
  MeasuredFork run(BenchTask task, MeasuredSide side) throws IOException, InterruptedException;

  /** Ends the fork that runs, and begins no other; by any thread. */
  void stop();
}
