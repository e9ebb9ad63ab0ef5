package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How a load run went: its shape, its phases, and what ended it.
 *
 * @param label shape and value, such as {@code poisson@30.00}
 * @param openLoop whether requests came by a plan; if not, response times omit what was never asked
 * @param phases what was counted, by warmup, measure and cooldown; only measure is in the figures
 * @param issuingEndedBy {@code plan}, {@code stopped}, {@code fault} or the name of a limit
 * @param because the same in words
 * @param runEndedBy {@code answered} or {@code drain-limit}
 * @param limitScope what the limit stops that ended issuing: {@code point} or {@code sweep}; absent
 *     if none did, unless one that stops the sweep was reached after it; absent in older documents
 * @param noticed what a limit saw that was only to be told, or that was reached after issuing
 * @param heldRequests how many were held back for want of a place under the cap
 * @param loadGenScore of LoadGen's scenarios other than Server
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Course(
    String label,
    boolean openLoop,
    Map<String, PhaseSummary> phases,
    String issuingEndedBy,
    String because,
    String runEndedBy,
    Optional<String> limitScope,
    Optional<String> noticed,
    long heldRequests,
    Optional<LoadGenScore> loadGenScore) {

  /** What was counted of one phase, each figure by other code; events as a listener heard them. */
  public record PhaseSummary(
      long planned, long sent, long notSent, long ended, long ok, Map<String, Long> events) {
    public PhaseSummary {
      events = new TreeMap<>(events);
    }
  }

  private static final Set<String> NO_LIMITS = Set.of("plan", "stopped", "fault");

  /** Limits that cut a plan before it begins; what is left of it is known, and played out. */
  private static final Set<String> CUTS = Set.of("max-requests", "max-duration");

  public Course {
    phases = new TreeMap<>(phases);
  }

  /** Whether a limit that was asked for ended it before its plan was played out. */
  @JsonIgnore
  public boolean endedByLimit() {
    return !NO_LIMITS.contains(issuingEndedBy);
  }

  /** What a limit found that stops the whole sweep, while requests were issued or after it. */
  @JsonIgnore
  public Optional<String> endsSweepBecause() {
    // A limit that ended issuing leaves nothing to notice.
    return limitScope.filter(scope -> scope.equals("sweep")).map(scope -> noticed.orElse(because));
  }

  /**
   * Whether that limit was reached by what happened, so that nobody knew before how much it leaves.
   */
  @JsonIgnore
  public boolean endedOnTheWay() {
    return endedByLimit() && !CUTS.contains(issuingEndedBy);
  }
}
