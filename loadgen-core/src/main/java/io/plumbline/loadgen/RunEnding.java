package io.plumbline.loadgen;

import java.util.List;
import java.util.Optional;

/**
 * What ended a run: first its issuing, then the run itself.
 *
 * @param issuing {@code plan} (it was played out), {@code stopped}, {@code fault}, or the name of a
 *     limit
 * @param because the same in words
 * @param run {@code answered} (every request had ended) or {@code drain-limit}
 * @param noticed what a limit saw that did not end the issuing: it was only to be told, or all had
 *     left
 * @param scope what a limit ends that was reached, by ending the issuing or later
 */
public record RunEnding(
    String issuing, String because, String run, Optional<String> noticed, RunLimits.Scope scope) {
  static final String PLAN = "plan";
  static final String STOPPED = "stopped";
  static final String FAULT = "fault";
  static final String ANSWERED = "answered";
  static final String DRAIN_LIMIT = "drain-limit";

  RunEnding(String issuing, String because, String run) {
    this(issuing, because, run, Optional.empty(), RunLimits.Scope.POINT);
  }

  /** Whether a limit ended the issuing. */
  public boolean limitReached() {
    return !List.of(PLAN, STOPPED, FAULT).contains(issuing);
  }

  /** What a limit found, before the run itself has ended. */
  static RunEnding of(StopReason stop) {
    return new RunEnding(stop.limit(), stop.message(), "", Optional.empty(), stop.scope());
  }

  /** The same once the run has ended. */
  RunEnding with(String run, Optional<String> noticed) {
    return with(run, noticed, scope);
  }

  /** The same, a limit having been reached after the issuing. */
  RunEnding with(String run, Optional<String> noticed, RunLimits.Scope scope) {
    return new RunEnding(issuing, because, run, noticed, scope);
  }
}
