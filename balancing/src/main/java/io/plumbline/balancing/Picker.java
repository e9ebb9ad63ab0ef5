package io.plumbline.balancing;

/** Chooses the endpoint of one call. */
@FunctionalInterface
public interface Picker {

  /** Returns the endpoint, or {@link Choice#WAIT} until it is asked again. */
  Choice poll();
}
