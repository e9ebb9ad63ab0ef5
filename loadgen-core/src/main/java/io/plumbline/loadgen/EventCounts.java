package io.plumbline.loadgen;

import java.util.EnumMap;
import java.util.Map;

/** Counts what a listener hears, by phase and event; by one thread. */
final class EventCounts implements RunListener {
  private final Map<Phase, Map<Event, Long>> counts = new EnumMap<>(Phase.class);

  @Override
  public void heard(Event event, Phase phase, int index, long atNanos) {
    counts.computeIfAbsent(phase, p -> new EnumMap<>(Event.class)).merge(event, 1L, Long::sum);
  }

  /** What was heard of each phase that had requests. */
  Map<Phase, Map<Event, Long>> counts() {
    return counts;
  }
}
