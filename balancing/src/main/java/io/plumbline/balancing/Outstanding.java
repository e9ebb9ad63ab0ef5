package io.plumbline.balancing;

/**
 * Calls of one client that were sent and whose answers it does not have yet, by endpoint.
 *
 * <p>Other than {@link Endpoint#inFlight()} it counts no probes, and counts a call until its answer
 * is here and not until the server is done with it: what a real client can know.
 */
final class Outstanding {
  private final int[] calls;

  Outstanding(Endpoints endpoints) {
    this.calls = new int[endpoints.size()];
  }

  void sent(Endpoint endpoint) {
    calls[endpoint.index()]++;
  }

  void ended(Endpoint endpoint) {
    if (calls[endpoint.index()] == 0) {
      throw new IllegalStateException("more calls ended at " + endpoint + " than were sent there");
    }
    calls[endpoint.index()]--;
  }

  int at(Endpoint endpoint) {
    return calls[endpoint.index()];
  }
}
