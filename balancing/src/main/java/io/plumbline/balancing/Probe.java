package io.plumbline.balancing;

import org.jspecify.annotations.Nullable;

/** A question to one server how it is, by a call that is cheap to answer. */
public interface Probe {
  Endpoint endpoint();

  /** Whether it has ended, well or not. */
  boolean ended();

  /** What the server told; null before the end, and if the probe failed. */
  @Nullable ServerReport report();
}
