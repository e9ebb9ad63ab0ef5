package io.plumbline.loadgen;

import java.util.Locale;

/**
 * The parts of a run. A request belongs to the one in which it was planned, whenever it is sent or
 * answered.
 */
public enum Phase {
  /** Real load through the same connections, in no figure. */
  WARMUP,
  /** What the figures are of. */
  MEASURE,
  /** Real load that goes on while the last measured requests are answered, in no figure. */
  COOLDOWN;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
