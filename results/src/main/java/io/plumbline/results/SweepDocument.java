package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept of a sweep beside the load documents of its points: the grid, and where each point
 * stands.
 *
 * @param kind {@value #KIND}
 * @param seed of every point's load, and of the order of the points
 * @param complete whether every point was played; false while it goes on, and for ever if it was
 *     stopped
 * @param repetitions how often each rate of each workload is played
 * @param settings what the points have in common, by the names of the command line
 * @param points in the order in which they are played
 * @param notes what a reader should know beside the figures
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SweepDocument(
    int schemaVersion,
    String kind,
    Optional<Commit> commit,
    Environment environment,
    Instant startedAt,
    List<String> command,
    long seed,
    boolean complete,
    List<Double> ratesPerSecond,
    List<String> workloads,
    int repetitions,
    Map<String, Object> settings,
    List<SweepPoint> points,
    List<String> notes,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields)
    implements Document {

  public static final String KIND = "sweep";

  public SweepDocument {
    command = List.copyOf(command);
    ratesPerSecond = List.copyOf(ratesPerSecond);
    ratesPerSecond.forEach(rate -> Finite.require("ratePerSecond", rate));
    workloads = List.copyOf(workloads);
    settings =
        Collections.unmodifiableMap(new LinkedHashMap<>(Finite.requireAll("settings", settings)));
    points = List.copyOf(points);
    notes = List.copyOf(notes);
    unknownFields = UnknownFields.copyOf(unknownFields);
  }
}
