package io.plumbline.experiments;

/** Hears how a run is getting on; called by one thread at a time, never by one that sends. */
public interface RunObserver {

  /** A new step has begun; {@code text} is one line for people. */
  void step(String text);

  /**
   * Where the run stands now: one line for people that replaces the one before. A few times a
   * second.
   */
  void progress(String text);

  /** Something that the user should know and that does not end the run; one line. */
  void note(String text);
}
