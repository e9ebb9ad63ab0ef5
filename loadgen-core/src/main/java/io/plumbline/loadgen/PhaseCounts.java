package io.plumbline.loadgen;

import java.util.EnumMap;
import java.util.Map;

/**
 * What the parts of a run counted of one phase, each on its own.
 *
 * @param planned requests that were due
 * @param sent as counted at issue
 * @param notSent as counted at issue
 * @param ended sent requests that ended, as counted at completion
 * @param ok of them, those answered well
 * @param rowsSent rows with a sent time
 * @param events as heard by a listener
 */
public record PhaseCounts(
    long planned,
    long sent,
    long notSent,
    long ended,
    long ok,
    long rowsSent,
    Map<RunListener.Event, Long> events) {
  /** Of a phase that is not there. */
  static final PhaseCounts NONE = new PhaseCounts(0, 0, 0, 0, 0, 0, Map.of());

  public PhaseCounts {
    Map<RunListener.Event, Long> copy = new EnumMap<>(RunListener.Event.class);
    copy.putAll(events);
    events = copy;
  }

  /** Counts rows, and asks those who counted for themselves. */
  static PhaseCounts of(
      Recorder recorder, Phase phase, int firstRow, int planned, EventCounts heard) {
    long rowsSent = 0;
    for (int i = firstRow; i < firstRow + planned; i++) {
      rowsSent += recorder.sentNanos(i) != Recorder.UNKNOWN ? 1 : 0;
    }
    return new PhaseCounts(
        planned,
        recorder.sentCount(phase),
        recorder.notSentCount(phase),
        recorder.endedCount(phase),
        recorder.endedCount(phase, RequestStatus.OK),
        rowsSent,
        heard.counts().getOrDefault(phase, Map.of()));
  }
}
