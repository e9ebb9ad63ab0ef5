package io.plumbline.balancing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A setting's value as a file or a flag has it, read as what it must be.
 *
 * <p>What it is not is told by an {@link IllegalArgumentException}: name, what it must be, value.
 *
 * @param name as messages have it
 * @param value null if there is none
 */
public record Given(String name, @Nullable Object value) {

  /** Returns a finite number within the bounds. */
  public double number(double least, double most) {
    if (!(value instanceof Number number)) {
      throw wrong("a number");
    }
    double d = number.doubleValue();
    if (!(d >= least && d <= most) || Double.isInfinite(d)) {
      throw wrong("from " + plain(least) + " to " + plain(most));
    }
    return d;
  }

  /** Returns a whole number within the bounds. */
  public int integer(int least, int most) {
    double d = number(least, most);
    if (d != Math.rint(d)) {
      throw wrong("a whole number");
    }
    return (int) d;
  }

  /** Milliseconds, as nanoseconds; at most ten days. */
  public long millisAsNanos() {
    return Math.round(number(0, 864_000_000) * 1e6);
  }

  public boolean flag() {
    if (value instanceof Boolean b) {
      return b;
    }
    throw wrong("true or false");
  }

  public String text() {
    if (value instanceof String s) {
      return s;
    }
    throw wrong("a text");
  }

  public boolean isNone() {
    return value == null || value.equals("none");
  }

  public boolean isNumber() {
    return value instanceof Number;
  }

  public List<Given> list() {
    if (value instanceof List<?> all) {
      return all.stream().map(one -> new Given(name, one)).toList();
    }
    throw wrong("a list");
  }

  /** Returns the entries of a map, whose keys must be among these. */
  public Map<String, Given> map(Set<String> keys) {
    Map<String, Given> map = map();
    for (String key : map.keySet()) {
      if (!keys.contains(key)) {
        throw new IllegalArgumentException(
            "%s: unknown entry \"%s\"; it has %s"
                .formatted(name, key, String.join(", ", new TreeSet<>(keys))));
      }
    }
    return map;
  }

  public Map<String, Given> map() {
    if (!(value instanceof Map<?, ?> all)) {
      throw wrong("a map");
    }
    Map<String, Given> map = new LinkedHashMap<>();
    all.forEach((key, one) -> map.put(String.valueOf(key), new Given(name + " " + key, one)));
    return map;
  }

  public static Given required(Map<String, Given> map, String within, String key) {
    Given found = map.get(key);
    if (found == null) {
      throw new IllegalArgumentException(within + ": " + key + " is missing");
    }
    return found;
  }

  public IllegalArgumentException wrong(String instead) {
    return new IllegalArgumentException(name + " must be " + instead + ": " + value);
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e15
        ? Long.toString((long) bound)
        : Double.toString(bound);
  }
}
