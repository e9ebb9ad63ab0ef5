package io.plumbline.balancing;

import java.util.Set;

/**
 * A way to choose servers, with its settings. Immutable, so one can serve many clients and runs;
 * what it remembers is in its balancers.
 */
public interface Policy {

  /** What not every driver can give. */
  enum Need {
    /** Answers, or probes, that carry a {@link ServerReport}. */
    REPORTS,
    /** A {@link Prober} that sends. */
    PROBES,
    /** {@link Endpoint#direct()}. */
    DIRECT,
    /** {@link Balancer#idle}. */
    IDLE
  }

  /** Starts the policy for one client. */
  Balancer balancer(Client client);

  /** What it does not work without. */
  default Set<Need> needs() {
    return Set.of();
  }
}
