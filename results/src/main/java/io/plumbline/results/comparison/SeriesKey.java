package io.plumbline.results.comparison;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which figure of what is compared: equal keys on two sides are the same thing.
 *
 * @param name class and method of a benchmark, or {@value #LOAD}
 * @param params of a benchmark, with its threads if they are more than one; of a load, what was
 *     offered and the class of requests
 * @param metric what was measured of it
 */
public record SeriesKey(String name, SortedMap<String, String> params, String metric)
    implements Comparable<SeriesKey> {

  /** The name of every load series. */
  public static final String LOAD = "load";

  /** The parameter of a load that came by a plan: requests per second. */
  public static final String RATE_PER_SECOND = "rate_per_s";

  /** The parameter of a closed loop, which has no rate of its own: what {@code --arrivals} said. */
  public static final String ARRIVALS = "arrivals";

  private static final Comparator<SeriesKey> ORDER =
      Comparator.comparing(SeriesKey::name)
          .thenComparing(key -> key.params().toString())
          .thenComparing(SeriesKey::metric);

  public SeriesKey {
    params = Collections.unmodifiableSortedMap(new TreeMap<>(params));
  }

  /** For people: {@code Class.method [a=1 b=2] time}. */
  public String label() {
    return (params.isEmpty() ? simpleName() : simpleName() + " [" + paramsText() + "]")
        + " "
        + metric;
  }

  /** {@code Class.method}. */
  public String simpleName() {
    String type = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    return name.substring(type.lastIndexOf('.') + 1);
  }

  /** {@code a=1 b=2}. */
  public String paramsText() {
    return params.entrySet().stream()
        .map(param -> param.getKey() + "=" + param.getValue())
        .collect(Collectors.joining(" "));
  }

  @Override
  public int compareTo(SeriesKey other) {
    return ORDER.compare(this, other);
  }
}
