package io.plumbline.balancing.tick;

import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Probe;
import io.plumbline.balancing.ServerReport;
import org.jspecify.annotations.Nullable;

/** A probe on its way, or back. */
final class TickProbe implements Probe {
  private final Endpoint endpoint;
  private @Nullable ServerReport report;

  TickProbe(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  void end(ServerReport told) {
    report = told;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public boolean ended() {
    return report != null;
  }

  @Override
  public @Nullable ServerReport report() {
    return report;
  }
}
