package io.plumbline.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a later version wrote and this one does not know: kept as it was, if it is sound. */
final class UnknownFields {
  private UnknownFields() {}

  /**
   * A copy.
   *
   * @param fields null, as Jackson says it, if there are none
   */
  static Map<String, JsonNode> copyOf(@Nullable Map<String, JsonNode> fields) {
    return fields == null ? Map.of() : Map.copyOf(Finite.requireAll("unknownFields", fields));
  }
}
