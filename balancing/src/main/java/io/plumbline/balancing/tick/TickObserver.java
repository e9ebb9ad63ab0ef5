package io.plumbline.balancing.tick;

/**
 * Sees a run from outside while it goes on, from its thread. What it does changes nothing.
 *
 * <p>Events cost time only where they are asked for: see {@link TickWatch}.
 */
public interface TickObserver {

  /** Sees nothing. */
  TickObserver NONE = new TickObserver() {};

  /** A completion was recorded; they come in the order of completion. */
  default void recorded(TickRecord record) {}

  /** Something happened to a request or a server that is watched. */
  default void event(int tick, String what) {}
}
