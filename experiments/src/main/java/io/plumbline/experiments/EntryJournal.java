package io.plumbline.experiments;

import io.plumbline.loadgen.Recording;
import io.plumbline.scheduler.SchedulerServer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps in which order requests entered a scheduler in this JVM; a request is known by its
 * deadline, to the nanosecond. Thread-safe.
 */
final class EntryJournal implements SchedulerServer.EntryListener {
  private final Map<Long, Long> sequences = new ConcurrentHashMap<>();

  @Override
  public void entered(long deadlineEpochNanos, long sequence) {
    sequences.put(deadlineEpochNanos, sequence);
  }

  /** The place of a request in the order of entry; empty if it did not enter. */
  OptionalLong sequence(Recording recording, int index) {
    OptionalLong issued = recording.issuedEpochNanos(index);
    if (issued.isEmpty()) {
      return OptionalLong.empty();
    }
    Long sequence =
        sequences.get(issued.getAsLong() + recording.schedule().requestClass(index).sloNanos());
    return sequence == null ? OptionalLong.empty() : OptionalLong.of(sequence);
  }
}
