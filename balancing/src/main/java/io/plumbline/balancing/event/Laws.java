package io.plumbline.balancing.event;

import io.plumbline.balancing.Given;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Laws of time, and faults, as a file has them. */
final class Laws {
  private static final double MOST_MILLIS = 864_000_000;

  private Laws() {}

  /** A number of milliseconds, which is constant, or a map with {@code law}. */
  static TimeLaw read(Given given) {
    if (given.isNone()) {
      return TimeLaw.ZERO;
    }
    if (given.isNumber()) {
      return TimeLaw.constant(given.number(0, MOST_MILLIS));
    }
    Map<String, Given> map =
        given.map(Set.of("law", "mean-ms", "cv", "shape", "deviation-ms", "long-ms", "long-ratio"));
    String law = Given.required(map, given.name(), "law").text();
    double mean = Given.required(map, given.name(), "mean-ms").number(1e-6, MOST_MILLIS);
    return switch (law) {
      case "constant" -> TimeLaw.constant(mean);
      case "exponential" -> TimeLaw.exponential(mean);
      case "lognormal" ->
          TimeLaw.logNormal(mean, Given.required(map, given.name(), "cv").number(0, 1000));
      case "gamma" ->
          TimeLaw.gamma(mean, Given.required(map, given.name(), "shape").number(1e-3, 1e6));
      case "clipped-normal" ->
          new TimeLaw.ClippedNormal(
              mean * 1e6,
              Given.required(map, given.name(), "deviation-ms").number(1e-6, MOST_MILLIS) * 1e6);
      case "two-exponentials" ->
          new TimeLaw.TwoExponentials(
              mean * 1e6,
              Given.required(map, given.name(), "long-ms").number(1e-6, MOST_MILLIS) * 1e6,
              Given.required(map, given.name(), "long-ratio").number(0, 1));
      default ->
          throw new IllegalArgumentException(
              ("%s: unknown law \"%s\"; known: constant, exponential, lognormal, gamma,"
                      + " clipped-normal, two-exponentials")
                  .formatted(given.name(), law));
    };
  }

  static Map<String, TimeLaw> readByName(Given given) {
    Map<String, TimeLaw> laws = new LinkedHashMap<>();
    given.map().forEach((name, law) -> laws.put(name, read(law)));
    return laws;
  }

  static Fault readFault(Given given) {
    Map<String, Given> map =
        given.map(
            Set.of(
                "fault",
                "first-server",
                "servers",
                "from-ms",
                "until-ms",
                "ratio",
                "after",
                "factor"));
    String kind = Given.required(map, given.name(), "fault").text();
    Given firstGiven = map.get("first-server");
    Given serversGiven = map.get("servers");
    int first = firstGiven == null ? 0 : firstGiven.integer(0, 100_000);
    int servers = serversGiven == null ? 1 : serversGiven.integer(1, 100_000);
    long from = Given.required(map, given.name(), "from-ms").millisAsNanos();
    long until = Given.required(map, given.name(), "until-ms").millisAsNanos();
    return switch (kind) {
      case "fast-errors" -> {
        Given ratio = map.get("ratio");
        Given after = map.get("after");
        yield new Fault.FastErrors(
            first,
            servers,
            from,
            until,
            ratio == null ? 1 : ratio.number(1e-9, 1),
            after == null ? TimeLaw.ZERO : read(after));
      }
      case "black-hole" -> new Fault.BlackHole(first, servers, from, until);
      case "kill" -> new Fault.Kill(first, servers, from, until);
      case "speed-change" ->
          new Fault.SpeedChange(
              first,
              servers,
              from,
              until,
              Given.required(map, given.name(), "factor").number(1e-6, 1000));
      default ->
          throw new IllegalArgumentException(
              "unknown fault \"%s\"; known: fast-errors, black-hole, kill, speed-change"
                  .formatted(kind));
    };
  }
}
