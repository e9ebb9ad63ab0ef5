package io.plumbline.loadgen;

/**
 * Failures of one kind: the same status, and the same message but for the numbers in it.
 *
 * @param message of the first of them, whole
 * @param count how many there were
 * @param firstNanos when the first happened, in nanoseconds from the start of the run
 * @param lastNanos when the last happened
 */
public record ErrorGroup(
    RequestStatus status, String message, long count, long firstNanos, long lastNanos) {

  ErrorGroup plus(long atNanos) {
    return new ErrorGroup(
        status, message, count + 1, Math.min(firstNanos, atNanos), Math.max(lastNanos, atNanos));
  }
}
