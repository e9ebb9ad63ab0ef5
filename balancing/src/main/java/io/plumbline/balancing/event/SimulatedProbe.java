package io.plumbline.balancing.event;

import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Probe;
import io.plumbline.balancing.ServerReport;
import org.jspecify.annotations.Nullable;

/** A probe as a policy holds it. */
final class SimulatedProbe implements Probe {
  private final Endpoint endpoint;
  private boolean ended;
  private @Nullable ServerReport report;

  SimulatedProbe(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  void end(@Nullable ServerReport told) {
    this.ended = true;
    this.report = told;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public @Nullable ServerReport report() {
    return report;
  }
}
