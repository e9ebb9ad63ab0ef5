package io.plumbline.balancing;

/**
 * A policy at work for one client.
 *
 * <p>Not thread-safe: its driver calls it, and the pickers that it gives out, from one thread at a
 * time. It must not block. The driver has updated the endpoint before it tells of anything here.
 */
public interface Balancer {

  /**
   * Takes up a call that has just come. What has to happen at once happens here, such as sending
   * probes; what can wait is left to the first {@link Picker#poll()}.
   *
   * @param among the endpoints that may be chosen: all, or those that are connected
   */
  Picker take(Call call, Endpoints among);

  /** A call is on its way. */
  default void sent(Call call, Endpoint endpoint) {}

  /**
   * A call that was sent has ended, and its answer is here.
   *
   * @param ok whether it ended well; a refusal or a failure did not
   */
  default void ended(Call call, Endpoint endpoint, boolean ok, double latencyNanos) {}

  /**
   * A call that was sent has been given up by its own caller. That tells nothing of the server: a
   * policy that counts what is outstanding takes the call back, and remembers nothing else of it.
   */
  default void abandoned(Call call, Endpoint endpoint) {}

  /** A probe has ended, well or not. */
  default void probed(Probe probe) {}

  /** A server has nothing to do and tells this client alone; only simulated servers do. */
  default void idle(Endpoint endpoint) {}
}
