package io.plumbline.balancing.grpc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What gRPC's service configs, which are JSON, ask of values; and what to say if they fail. */
final class ServiceConfigs {
  /** In grpc-xds, which nothing here needs otherwise. */
  private static final List<String> IN_XDS =
      List.of("weighted_round_robin", "least_request_experimental", "ring_hash_experimental");

  private ServiceConfigs() {}

  /** The same value with every number as JSON's only kind. */
  static Object value(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ServiceConfigs::value).collect(Collectors.toList());
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> values = new LinkedHashMap<>();
      map.forEach(
          (key, inner) -> values.put(String.valueOf(key), inner == null ? Map.of() : value(inner)));
      return values;
    }
    return value;
  }

  /** One line on a policy of gRPC's that is not there. */
  static String notThere(String name) {
    return IN_XDS.contains(name)
        ? "gRPC's policy \"%s\" is not there: it comes with io.grpc:grpc-xds, which has to be put on the class path"
            .formatted(name)
        : "unknown policy of gRPC's \"%s\"; there are round_robin and pick_first, and with io.grpc:grpc-xds on the class path %s"
            .formatted(name, String.join(", ", IN_XDS));
  }
}
