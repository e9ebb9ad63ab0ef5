package io.plumbline.loadgen;

/**
 * How far a run has come; the parts are read one after the other while it goes on, so they may be a
 * request apart.
 *
 * @param planned requests in the schedule
 * @param sent requests handed to the target so far
 * @param done sent requests that have ended, well or badly
 * @param failed requests that ended other than OK, those that were not sent included
 * @param slipNanos how late the latest request left
 * @param elapsedNanos since the start of the run; negative before it
 * @param lastNanos when the last request is due
 */
public record Progress(
    long planned,
    long sent,
    long done,
    long failed,
    long slipNanos,
    long elapsedNanos,
    long lastNanos) {}
