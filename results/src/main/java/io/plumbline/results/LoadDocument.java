package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that is kept of one load run: the envelope that all documents share, then the run and
 * its entries.
 *
 * @param kind {@value #KIND}
 * @param startedAt the wall clock at the start of the plan
 * @param seed the root of every derived seed
 * @param run what was asked and what came of it as a whole
 * @param entries one per class, then the total
 * @param models one per model; none in documents of before there were such entries
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record LoadDocument(
    int schemaVersion,
    String kind,
    Optional<Commit> commit,
    Environment environment,
    Instant startedAt,
    List<String> command,
    long seed,
    Run run,
    List<LoadEntry> entries,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<LoadEntry> models,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields)
    implements Document {

  public static final String KIND = "load";

  public LoadDocument {
    command = List.copyOf(command);
    entries = List.copyOf(entries);
    models = List.copyOf(models);
    unknownFields = UnknownFields.copyOf(unknownFields);
  }

  /**
   * The run as a whole.
   *
   * @param target where the load went
   * @param plan what was offered
   * @param settings how it was played, by the names of the command line
   * @param sent requests handed to the target, as counted at issue
   * @param notSent planned requests that were not, as counted at issue
   * @param ended sent requests that ended, as counted at completion
   * @param elapsedNanos from the start to the end of the drain
   * @param interrupted whether it was stopped before its plan was played out
   * @param course how it went; older documents have none
   * @param verdict whether it deserves belief
   * @param errors failures by status and message
   * @param intervals second by second
   * @param notes what a reader should know beside the figures
   * @param health how the generator itself fared; absent if nobody watched
   * @param inFlight requests that were out, as sampled; absent if they were not
   * @param calibration how much of what the generator can do the run asked for; absent if no
   *     calibration speaks for it
   * @param incidents what befell the target; absent if nothing did
   * @param balancing how requests were balanced among several targets; absent if there was one
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Run(
      String target,
      Plan plan,
      Map<String, Object> settings,
      long sent,
      long notSent,
      long ended,
      long elapsedNanos,
      boolean interrupted,
      Optional<Course> course,
      Verdict verdict,
      List<ErrorSummary> errors,
      List<Interval> intervals,
      List<String> notes,
      Optional<Health> health,
      Optional<InFlight> inFlight,
      Optional<Calibration> calibration,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
          List<Incident> incidents,
      Optional<Balancing> balancing,
      @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {

    public Run {
      settings =
          Collections.unmodifiableMap(new LinkedHashMap<>(Finite.requireAll("settings", settings)));
      errors = List.copyOf(errors);
      intervals = List.copyOf(intervals);
      notes = List.copyOf(notes);
      incidents = List.copyOf(incidents);
      unknownFields = UnknownFields.copyOf(unknownFields);
    }

    /** Of all that its settings plan, whether or not it was offered; empty if that is not known. */
    @JsonIgnore
    public Optional<String> plannedSha256() {
      // Without a limit that ended it on the way, what was offered is what was planned.
      return plan.plannedSha256().isPresent() || course.map(Course::endedOnTheWay).orElse(false)
          ? plan.plannedSha256()
          : Optional.of(plan.scheduleSha256());
    }
  }

  /**
   * How requests were balanced among several targets.
   *
   * @param policy as it was asked for
   * @param targets in their order
   */
  public record Balancing(String policy, List<TargetCount> targets) {
    public Balancing {
      targets = List.copyOf(targets);
    }
  }

  /**
   * One of several targets.
   *
   * @param sent requests that went there, those of warm-up and cool-down included; a retried one
   *     counts each time
   */
  public record TargetCount(String target, long sent) {}

  /**
   * How much a run asked of its generator.
   *
   * @param startedAt when the calibration was made
   * @param tensorValues values in the tensors it was made with, not fewer than in the run's largest
   * @param highestRatePerSecond that held there
   * @param usedRatio the highest rate that the run came to by that one
   * @param trusted whether that is little enough to keep the generator's limits out of the figures
   */
  public record Calibration(
      Instant startedAt,
      int tensorValues,
      double highestRatePerSecond,
      double usedRatio,
      boolean trusted) {
    public Calibration {
      Finite.require("highestRatePerSecond", highestRatePerSecond);
      Finite.require("usedRatio", usedRatio);
    }
  }

  /**
   * What was offered.
   *
   * @param workload its name
   * @param ratePerSecond asked for, all classes together; of a closed loop, which asks for none,
   *     what it came to: the requests over the time until the last that ended had ended
   * @param loadGenSeed set if the arrivals were LoadGen's own; an unsigned number in decimal
   * @param count requests in the schedule
   * @param lastNanos when the last of them was due
   * @param scheduleSha256 of what was offered, which ends where a limit ended it: equal hashes are
   *     equal load
   * @param plannedSha256 of all that was planned, which equal settings plan again; absent in a
   *     closed loop, and in older documents
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Plan(
      String workload,
      double ratePerSecond,
      long minDurationNanos,
      int minQueryCount,
      Optional<String> loadGenSeed,
      int count,
      long lastNanos,
      String scheduleSha256,
      Optional<String> plannedSha256) {
    public Plan {
      Finite.require("ratePerSecond", ratePerSecond);
    }
  }

  /**
   * Whether the run deserves belief.
   *
   * @param valid whether every check held
   */
  public record Verdict(boolean valid, List<CheckResult> checks) {
    public Verdict {
      checks = List.copyOf(checks);
    }
  }

  /** One check of a verdict; {@code value relation bound} must hold, both in {@code unit}. */
  public record CheckResult(
      String name,
      boolean passed,
      double value,
      String relation,
      double bound,
      String unit,
      String reason) {
    public CheckResult {
      Finite.require("value", value);
      Finite.require("bound", bound);
    }
  }

  /** Failures of one status and message; instants are nanoseconds from the start of the run. */
  public record ErrorSummary(
      String status, String message, long count, long firstNanos, long lastNanos) {}

  /**
   * How the generator itself fared.
   *
   * @param windowNanos how long it was watched: the run and its drain
   * @param readings what could be read
   * @param standstills the longest times in which it did nothing
   * @param collections the longest stops for a garbage collection
   */
  public record Health(
      long windowNanos, List<Reading> readings, List<Pause> standstills, List<Pause> collections) {
    public Health {
      readings = List.copyOf(readings);
      standstills = List.copyOf(standstills);
      collections = List.copyOf(collections);
    }
  }

  /**
   * One reading.
   *
   * @param unit {@code ns}; {@code 1} for counts and ratios
   */
  public record Reading(String name, double value, String unit) {
    public Reading {
      Finite.require("value", value);
    }
  }

  /** A time without work; it begins {@code atNanos} from the start of the run. */
  public record Pause(long atNanos, long lengthNanos) {}

  /**
   * Requests that were out, as a thread of its own saw them.
   *
   * @param samples how often it looked
   * @param windowNanos from its first look to the first look after the last that found any out,
   *     over which the mean is; older documents do not have it
   * @param mean over time
   * @param seconds the curve; a second without a look is absent
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record InFlight(
      long samples, OptionalLong windowNanos, double mean, long max, List<InFlightSecond> seconds) {
    public InFlight {
      Finite.require("mean", mean);
      seconds = List.copyOf(seconds);
    }
  }

  /** One second of the curve, from {@code fromNanos} after the start of the run. */
  public record InFlightSecond(long fromNanos, double mean, long max) {
    public InFlightSecond {
      Finite.require("mean", mean);
    }
  }

  /**
   * What befell the target, or the way to it.
   *
   * @param name its kind
   * @param fromNanos when it began, from the start of the run
   */
  public record Incident(String name, long fromNanos, long toNanos, String text) {}
}
