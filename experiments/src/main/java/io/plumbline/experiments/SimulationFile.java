package io.plumbline.experiments;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.plumbline.results.SimulationDocument;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Scenarios as a user writes them.
 *
 * <pre>
 * engine: event
 * settings: {load: 0.9}            # of all scenarios
 * policies: [random, prequal]      # each scenario with each of them
 * scenarios:
 *   - {name: mine, base: plain, settings: {clients: 10}}
 * </pre>
 *
 * @param engine tick if it is not said
 * @param settings of all scenarios
 * @param policies each scenario is simulated with each; empty for the scenarios' own
 */
record SimulationFile(
    Optional<SimulationDocument.Engine> engine,
    @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Object> settings,
    @JsonSetter(nulls = Nulls.AS_EMPTY) List<Object> policies,
    List<Written> scenarios) {

  /**
   * @param name by which results are kept
   * @param base a shipped scenario whose policy and settings hold where nothing else is said
   * @param policy a name, or a map of one name to its settings
   */
  record Written(
      String name,
      Optional<String> base,
      Optional<Object> policy,
      @JsonSetter(nulls = Nulls.AS_EMPTY) Map<String, Object> settings) {}
}
