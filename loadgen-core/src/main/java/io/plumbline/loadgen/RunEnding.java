package io.plumbline.loadgen;

import java.util.Optional;

/**
 * What ended a run: first its issuing, then the run itself.
 *
 * @param issuing {@code plan} (it was played out), {@code stopped}, {@code fault}, or the name of a
 *     limit
 * @param because the same in words
 * @param run {@code answered} (every request had ended) or {@code drain-limit}
 * @param noticed what a limit saw that was to be told and not to stop the run
 */
public record RunEnding(String issuing, String because, String run, Optional<String> noticed) {
  static final String PLAN = "plan";
  static final String STOPPED = "stopped";
  static final String FAULT = "fault";
  static final String ANSWERED = "answered";
  static final String DRAIN_LIMIT = "drain-limit";

  RunEnding(String issuing, String because, String run) {
    this(issuing, because, run, Optional.empty());
  }
}
