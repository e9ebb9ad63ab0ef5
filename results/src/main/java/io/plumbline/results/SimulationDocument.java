package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * What simulations of client-side load balancing have shown: every run of every scenario, and,
 * where it was asked for, how the simulator compares with queueing theory and with real servers.
 *
 * @param kind {@value #KIND}
 * @param seed of every run; runs of one repetition share arrivals, servers and resets whatever the
 *     policy, so that policies can be compared run by run
 * @param entries one for each scenario, no two of one name
 * @param theory none if it was not asked for
 * @param real none if it was not asked for
 * @param notes what a reader should know beside the figures
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record SimulationDocument(
    int schemaVersion,
    String kind,
    Optional<Commit> commit,
    Environment environment,
    Instant startedAt,
    List<String> command,
    long seed,
    Engine engine,
    List<SimulationEntry> entries,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Prediction> theory,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
        List<Reality> real,
    List<String> notes,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields)
    implements Document {

  public static final String KIND = "simulation";

  /** What simulated. */
  public enum Engine {
    /** In ticks, as the notebook does. */
    @JsonProperty("tick")
    TICK,
    /** In continuous time. */
    @JsonProperty("event")
    EVENT
  }

  /**
   * A figure that theory knows, and what the simulator says.
   *
   * @param system as in {@code M/M/1}
   * @param load offered, 0 to 1
   * @param quantity what was predicted, with its unit
   * @param halfWidth of the 99.9 % interval on the simulated figure; absent if it has none
   * @param agrees whether they agree as far as the interval can tell
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Prediction(
      String system,
      double load,
      String quantity,
      double predicted,
      double simulated,
      OptionalDouble halfWidth,
      boolean agrees) {
    public Prediction {
      Finite.require("load", load);
      Finite.require("predicted", predicted);
      Finite.require("simulated", simulated);
      halfWidth.ifPresent(value -> Finite.require("halfWidth", value));
    }

    /** Whether the interval is narrow enough, beside what was predicted, to tell anything. */
    public boolean tells() {
      return halfWidth.isEmpty() || halfWidth.getAsDouble() <= MOST_WIDTH_RATIO * predicted;
    }
  }

  private static final double MOST_WIDTH_RATIO = .3;

  /**
   * A figure of real servers, and what the simulator says.
   *
   * @param ratio simulated / real; absent if real is 0
   * @param bound by how much they may differ: of times, as a share of the smaller; of shares of the
   *     requests, as they are
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  public record Reality(
      String policy,
      String quantity,
      String unit,
      double real,
      double simulated,
      OptionalDouble ratio,
      double bound,
      boolean agrees) {
    public Reality {
      Finite.require("real", real);
      Finite.require("simulated", simulated);
      ratio.ifPresent(value -> Finite.require("ratio", value));
      Finite.require("bound", bound);
    }
  }

  public SimulationDocument {
    command = List.copyOf(command);
    entries = List.copyOf(entries);
    theory = List.copyOf(theory);
    real = List.copyOf(real);
    notes = List.copyOf(notes);
    unknownFields = UnknownFields.copyOf(unknownFields);
    Set<String> names = new HashSet<>();
    for (SimulationEntry entry : entries) {
      if (!names.add(entry.name())) {
        throw new IllegalArgumentException("two entries are called " + entry.name());
      }
    }
  }
}
