package io.plumbline.loadgen;

/**
 * Something that happened to the target, or on the way to it, during a run. It does not make the
 * run invalid: it is what the run measured.
 *
 * @param name its kind, such as {@code silent}
 * @param fromNanos when it began, from the start of the run
 * @param toNanos when it was over
 * @param text what was seen, and what that means
 */
public record Incident(String name, long fromNanos, long toNanos, String text) {}
