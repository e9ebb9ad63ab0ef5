package io.plumbline.balancing;

/** Nanoseconds from an origin that never changes; of a run, a simulation, or the machine. */
@FunctionalInterface
public interface NanoClock {
  long nanoTime();
}
