package io.plumbline.experiments;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Some benchmarks, and how they are to be run where not as they say themselves.
 *
 * @param include found in the names of the benchmarks that are meant, {@code package.Class.method}
 * @param params the values to run instead of all, by parameter; a benchmark without the parameter
 *     is run as it is
 */
record BenchSelection(Pattern include, Map<String, List<String>> params, Effort effort) {

  BenchSelection {
    params = Map.copyOf(params);
  }

  /** The same, with these values of parameters instead of its own. */
  BenchSelection with(Map<String, List<String>> values) {
    Map<String, List<String>> all = new HashMap<>(params);
    all.putAll(values);
    return new BenchSelection(include, all, effort);
  }

  /** How much is measured; what is empty is as the benchmark says. */
  record Effort(
      OptionalInt forks,
      OptionalInt warmupIterations,
      OptionalLong warmupMillis,
      OptionalInt measurementIterations,
      OptionalLong measurementMillis) {

    static Effort asAnnotated() {
      return new Effort(
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalLong.empty());
    }

    static Effort of(int forks, int warmups, long warmupMillis, int measured, long measuredMillis) {
      return new Effort(
          OptionalInt.of(forks),
          OptionalInt.of(warmups),
          OptionalLong.of(warmupMillis),
          OptionalInt.of(measured),
          OptionalLong.of(measuredMillis));
    }
  }
}
