package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What is kept of a search for the highest rate at which SLOs are met, beside the load documents of
 * its probes: the question, every probe, and the answer.
 *
 * @param kind {@value #KIND}
 * @param seed from which the seeds of the probes are counted
 * @param complete whether the search came to its end
 * @param settings what the probes have in common, by the names of the command line
 * @param answer absent until the search has come to its end
 * @param probes in the order in which they were played
 * @param notes what a reader should know beside the figures
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record CapacityDocument(
    int schemaVersion,
    String kind,
    Optional<Commit> commit,
    Environment environment,
    Instant startedAt,
    List<String> command,
    long seed,
    boolean complete,
    Question question,
    Map<String, Object> settings,
    Optional<Answer> answer,
    List<Probe> probes,
    List<String> notes,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields)
    implements Document {

  public static final String KIND = "capacity";

  /** What was found of the criterion. */
  public enum Outcome {
    /** Shown to hold. */
    @JsonProperty("holds")
    HOLDS,
    /** Shown not to hold. */
    @JsonProperty("fails")
    FAILS,
    /** Neither was shown. */
    @JsonProperty("undecided")
    UNDECIDED,
    /** The run says nothing of the target. */
    @JsonProperty("invalid")
    INVALID
  }

  /** Why a probe was made. */
  public enum Step {
    /** To find a rate that is too high. */
    @JsonProperty("bracket")
    BRACKET,
    /** Beyond the first rate that failed, to see whether more fail. */
    @JsonProperty("beyond")
    BEYOND,
    /** Between a rate that holds and one that does not. */
    @JsonProperty("bisect")
    BISECT,
    /** Because the runs before it at this rate did not decide. */
    @JsonProperty("repeat")
    REPEAT,
    /** To show with data of its own what the search has found. */
    @JsonProperty("confirm")
    CONFIRM
  }

  /**
   * What was asked.
   *
   * @param procedure {@code search}, or {@code find-peak} as LoadGen does it
   * @param attainment share of the planned requests that must meet their SLO, 0 to 1
   * @param entries classes that must, each for itself; {@code total} is all of them together
   * @param fromPerSecond lowest rate
   * @param maxPerSecond highest rate
   * @param precisionRatio of a search: by how much, relative to it, the rate above the answer may
   *     be higher
   * @param boundaryStep of LoadGen's procedure: by which share of itself a rate is raised
   * @param decimals of LoadGen's procedure: places after the decimal point
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Question(
      String procedure,
      String workload,
      double attainment,
      List<String> entries,
      double fromPerSecond,
      double maxPerSecond,
      OptionalDouble precisionRatio,
      OptionalDouble boundaryStep,
      OptionalInt decimals) {
    public Question {
      Finite.require("attainment", attainment);
      entries = List.copyOf(entries);
      Finite.require("fromPerSecond", fromPerSecond);
      Finite.require("maxPerSecond", maxPerSecond);
      precisionRatio.ifPresent(value -> Finite.require("precisionRatio", value));
      boundaryStep.ifPresent(value -> Finite.require("boundaryStep", value));
    }
  }

  /**
   * What was found.
   *
   * @param ratePerSecond the highest rate at which the criterion was shown to hold; absent if there
   *     is none
   * @param endsPerSecond the lowest rate above it at which that was not shown; absent if there is
   *     none
   * @param monotone false if the criterion held at a rate above one at which it failed
   * @param statement what that means and how sure it is, for people
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Answer(
      Kind kind,
      OptionalDouble ratePerSecond,
      OptionalDouble endsPerSecond,
      boolean monotone,
      String statement) {

    /** What kind of answer it is. */
    public enum Kind {
      /** The rate is the capacity. */
      @JsonProperty("found")
      FOUND,
      /** The criterion holds at the highest rate that was allowed. */
      @JsonProperty("at-least")
      AT_LEAST,
      /** It does not hold at the lowest rate. */
      @JsonProperty("none")
      NONE,
      /** The capacity could not be told; a rate, if there is one, is below it. */
      @JsonProperty("unknown")
      UNKNOWN
    }

    public Answer {
      ratePerSecond.ifPresent(value -> Finite.require("ratePerSecond", value));
      endsPerSecond.ifPresent(value -> Finite.require("endsPerSecond", value));
    }
  }

  /**
   * One run of the search.
   *
   * @param outcome what this run alone says
   * @param attainments of the classes asked; none if the run is invalid
   */
  public record Probe(
      SweepPoint point, long seed, Step step, Outcome outcome, List<Attainment> attainments) {
    public Probe {
      attainments = List.copyOf(attainments);
    }

    /** The same probe with its document somewhere else. */
    public Probe at(String document) {
      return new Probe(point.at(document), seed, step, outcome, attainments);
    }
  }

  public CapacityDocument {
    command = List.copyOf(command);
    settings =
        Collections.unmodifiableMap(new LinkedHashMap<>(Finite.requireAll("settings", settings)));
    probes = List.copyOf(probes);
    notes = List.copyOf(notes);
    unknownFields = UnknownFields.copyOf(unknownFields);
  }
}
