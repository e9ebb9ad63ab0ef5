package io.plumbline.balancing.tick;

/** The stages of a run. */
public enum TickStage {
  /** From the first tick to {@link TickSettings#warmUntilTick()}. */
  WARMING,
  /** From then on, as long as requests come. */
  RUNNING,
  /** No more requests come. */
  COOLING
}
