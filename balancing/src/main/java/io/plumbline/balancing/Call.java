package io.plumbline.balancing;

/**
 * A request, as far as a policy may look at it.
 *
 * @param tier the priority class; 1 is the most important
 * @param deadlineNanos when it is due, on the policy's clock; {@link #NO_DEADLINE} if never
 * @param model the model that is asked for; empty if there is only one
 */
public record Call(int tier, long deadlineNanos, String model) {

  /** The {@link #deadlineNanos} of what may wait for ever. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  /** A request like any other, for models without classes. */
  public static final Call PLAIN = new Call(1, NO_DEADLINE, "");
}
