package io.plumbline.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * The one place that keeps NaN and infinity out of documents: unknown is absent, never a number.
 */
final class Finite {
  private Finite() {}

  static double require(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite: " + value);
    }
    return value;
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
