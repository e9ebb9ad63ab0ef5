package io.plumbline.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The one place that keeps NaN and infinity out of documents and texts: unknown is absent or {@code
 * n/a}, never a number.
 */
public final class Finite {
  private Finite() {}

  static double require(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite: " + value);
    }
    return value;
  }

  /**
   * A number as text with so many decimals; what they would show as 0 and is not has one digit,
   * wherever that stands.
   */
  public static String text(double value, int decimals) {
    require("a figure", value);
    return value != 0 && Math.abs(value) < .5 * Math.pow(10, -decimals)
        ? BigDecimal.valueOf(value).round(new MathContext(1)).toPlainString()
        : String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** The ends of an interval as {@code [11.9,13.1]}: to three digits, outwards. */
  public static String interval(OptionalDouble low, OptionalDouble high) {
    return "[" + end(low, RoundingMode.FLOOR) + "," + end(high, RoundingMode.CEILING) + "]";
  }

  private static String end(OptionalDouble end, RoundingMode outwards) {
    return end.isPresent()
        ? BigDecimal.valueOf(require("an end", end.getAsDouble()))
            .round(new MathContext(3, outwards))
            .stripTrailingZeros()
            .toPlainString()
        : "n/a";
  }

  /** Requires it of all numbers in a map, of its keys and of whatever nests in it. */
  static <K, V> Map<K, V> requireAll(String name, Map<K, V> values) {
    requireAny(name, values);
    return values;
  }

  private static void requireAny(String name, Object value) {
    if (value instanceof Double || value instanceof Float) {
      require(name, ((Number) value).doubleValue());
    } else if (value instanceof JsonNode node && node.isNumber()) {
      require(name, node.doubleValue());
    } else if (value instanceof Iterable<?> elements) { // A JsonNode too, of its elements.
      elements.forEach(element -> requireAny(name, element));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, element) -> {
            requireAny(name, key);
            requireAny(name + "." + key, element);
          });
    }
  }
}
