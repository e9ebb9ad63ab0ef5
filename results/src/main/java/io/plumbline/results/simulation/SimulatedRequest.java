package io.plumbline.results.simulation;

import java.util.Locale;
import java.util.Optional;

/**
 * One request or probe that a simulation has recorded, when it was completed.
 *
 * <p>Times are ticks: the notebook's in the tick engine, milliseconds in the event engine.
 *
 * @param stage when it was completed
 * @param client its name; likewise {@code server}
 * @param startedTick when it was handed to the client
 * @param sendingTick when it first was in this state; likewise those that follow
 * @param elapsedTicks completed - started
 * @param totalTicks the sum over its states
 * @param ticksIn its states
 * @param state of the server, as its response told; absent if the server had none to tell
 */
public record SimulatedRequest(
    Stage stage,
    String client,
    String server,
    boolean isProbe,
    double startedTick,
    double completedTick,
    double sendingTick,
    double queueTick,
    double processingTick,
    double receivingTick,
    double elapsedTicks,
    double totalTicks,
    TicksIn ticksIn,
    Optional<ServerState> state) {

  /** What the simulation was doing. */
  public enum Stage {
    WARMING,
    RUNNING,
    COOLING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How long a request was in each state. */
  public record TicksIn(
      double picking, double sending, double queue, double processing, double receiving) {
    public TicksIn {
      requireFinite("picking", picking);
      requireFinite("sending", sending);
      requireFinite("queue", queue);
      requireFinite("processing", processing);
      requireFinite("receiving", receiving);
    }
  }

  /** What a server tells of itself; each window may be empty. */
  public record ServerState(
      Optional<Window> utilization,
      Optional<Window> queriesPerTick,
      Optional<Window> requestsInFlight,
      Optional<Window> queuedRequests,
      double pidWeight) {
    public ServerState {
      requireFinite("pidWeight", pidWeight);
    }
  }

  /** What a window of a server's history comes to. */
  public record Window(double latest, double mean, double ewma) {
    public Window {
      requireFinite("latest", latest);
      requireFinite("mean", mean);
      requireFinite("ewma", ewma);
    }
  }

  public SimulatedRequest {
    requireFinite("startedTick", startedTick);
    requireFinite("completedTick", completedTick);
    requireFinite("sendingTick", sendingTick);
    requireFinite("queueTick", queueTick);
    requireFinite("processingTick", processingTick);
    requireFinite("receivingTick", receivingTick);
    requireFinite("elapsedTicks", elapsedTicks);
    requireFinite("totalTicks", totalTicks);
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite: " + value);
    }
  }
}
