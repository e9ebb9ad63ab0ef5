package io.plumbline.loadgen;

/**
 * Hears what happens in a run, off the send path: on one thread of the run's own, some milliseconds
 * later. What it throws ends the run as a fault of the generator.
 */
public interface RunListener {

  /** What can happen to a request, in the order in which it can. */
  enum Event {
    /**
     * It was due, or in a closed loop there was a place for it. Told once it has left or was
     * refused; if it is held back for want of a place, once it is due.
     */
    PLANNED,
    /** Tensor and message were ready. */
    PREPARED,
    SENT,
    /** It was answered well. */
    COMPLETED,
    /** It ended otherwise, or was not sent. */
    FAILED,
    /** It was cancelled: given up on by the run, if that was asked for, or by the other side. */
    CANCELLED
  }

  /** Hears nothing. */
  RunListener NONE = (event, phase, index, atNanos) -> {};

  /**
   * Something happened to a request.
   *
   * @param index in the order of planning, counted over all phases from 0
   * @param atNanos when, from the start of the measured load; negative in the warm-up
   */
  void heard(Event event, Phase phase, int index, long atNanos);

  /** The first request of a phase that has any is due. */
  default void began(Phase phase) {}

  /** All that happened before this instant, or nearly, has been told; every few milliseconds. */
  default void passed(long nowNanos) {}

  /** No request will be sent any more. */
  default void issuingEnded(String because) {}

  /** Every request has its final status. */
  default void runEnded(String because) {}
}
