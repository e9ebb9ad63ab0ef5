package io.plumbline.loadgen;

/**
 * What ended a run: first its issuing, then the run itself.
 *
 * @param issuing {@code plan} (it was played out), {@code stopped}, {@code fault}, or the name of a
 *     limit
 * @param because the same in words
 * @param run {@code answered} (every request had ended) or {@code drain-limit}
 */
public record RunEnding(String issuing, String because, String run) {
  static final String PLAN = "plan";
  static final String STOPPED = "stopped";
  static final String FAULT = "fault";
  static final String ANSWERED = "answered";
  static final String DRAIN_LIMIT = "drain-limit";
}
