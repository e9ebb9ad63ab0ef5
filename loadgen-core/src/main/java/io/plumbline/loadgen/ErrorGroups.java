package io.plumbline.loadgen;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

/**
 * Counts failures by status and message, in bounded memory whatever the messages are. Thread-safe.
 */
final class ErrorGroups {
  private static final int MAX_GROUPS = 200;
  private static final int MAX_MESSAGE_CHARS = 500;
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

  private record Key(RequestStatus status, String shape) {}

  private final ConcurrentMap<Key, ErrorGroup> groups = new ConcurrentHashMap<>();

  void add(RequestStatus status, String message, long atNanos) {
    String kept =
        message.length() <= MAX_MESSAGE_CHARS
            ? message
            : message.substring(0, MAX_MESSAGE_CHARS) + "...";
    // Messages of one cause differ in their numbers (ports, durations): these must not split the
    // group.
    Key key = new Key(status, NUMBER.matcher(kept).replaceAll("#"));
    if (groups.size() >= MAX_GROUPS && !groups.containsKey(key)) {
      key = new Key(status, "");
      kept = "(further messages)";
    }
    ErrorGroup one = new ErrorGroup(status, kept, 1, atNanos, atNanos);
    groups.merge(key, one, (group, ignored) -> group.plus(atNanos));
  }

  /** The groups so far, the most frequent first. */
  List<ErrorGroup> snapshot() {
    return groups.values().stream()
        .sorted(
            Comparator.comparingLong(ErrorGroup::count)
                .reversed()
                .thenComparing(ErrorGroup::status)
                .thenComparing(ErrorGroup::message))
        .toList();
  }
}
