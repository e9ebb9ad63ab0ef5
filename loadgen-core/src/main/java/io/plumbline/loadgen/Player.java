package io.plumbline.loadgen;

/**
 * Plays a load once and records it.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} and {@link #progress} at any time, by any.
 */
public interface Player {

  /** What is left to do when all threads of a run are up and nothing has been sent. */
  interface BeforeStart {
    void run() throws InterruptedException;
  }

  /**
   * Plays the whole load and returns when every request has its final status.
   *
   * @param beforeStart called once, before the run's time begins; issuers are threads named {@code
   *     plumbline-issuer}
   * @throws InterruptedException if interrupted; the run is then stopped and its rows are lost
   */
  Recording run(BeforeStart beforeStart) throws InterruptedException;

  /** Issues nothing more; what has left is still waited for. */
  void stop();

  /** How far the run is; cheap enough to be asked often. */
  Progress progress();

  /** Measured requests sent so far; any thread may ask, often. */
  long sentCount();

  /** Those of them that have ended; never ahead of a later {@link #sentCount}. */
  long endedCount();
}
