package io.plumbline.balancing;

/** Sends probes. */
@FunctionalInterface
public interface Prober {

  /** Sends a probe and returns at once; its end is told to {@link Balancer#probed}. */
  Probe probe(Endpoint endpoint);
}
