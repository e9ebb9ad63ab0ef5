package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All runs of one scenario.
 *
 * @param name of the scenario; {@code algorithm} in CSV
 * @param policy as written in the scenario, in JSON on one line
 * @param settings of the scenario, by the names of the command line
 * @param runs one for each repetition
 * @param trace how one of the runs went over time; absent if nobody asked
 * @param commits of the code that simulated the runs, each as its id, with {@code -dirty} if the
 *     tree differed from it; several if repetitions were added later, none if they are unknown
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SimulationEntry(
    String name,
    String policy,
    Map<String, Object> settings,
    List<SimulationRun> runs,
    Optional<SimulationTrace> trace,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<String> commits,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields) {
  public SimulationEntry {
    settings =
        Collections.unmodifiableMap(new LinkedHashMap<>(Finite.requireAll("settings", settings)));
    runs = List.copyOf(runs);
    commits = List.copyOf(commits);
    unknownFields = UnknownFields.copyOf(unknownFields);
    Set<Integer> repetitions = new HashSet<>();
    for (SimulationRun run : runs) {
      if (!repetitions.add(run.repetition())) {
        throw new IllegalArgumentException(
            name + " has two runs of repetition " + run.repetition());
      }
    }
  }
}
