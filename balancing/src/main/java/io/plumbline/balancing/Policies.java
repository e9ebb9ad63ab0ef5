package io.plumbline.balancing;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All policies that are there, ours and those that a {@link ServiceLoader} finds. */
public final class Policies {
  private Policies() {}

  /**
   * Makes a policy from how it is written: a name, or a map of one name to its settings.
   *
   * @throws IllegalArgumentException if it is no such thing, or a name or setting is unknown
   */
  public static Policy create(Object written) {
    if (written instanceof String name) {
      return create(name, Map.of());
    }
    if (written instanceof Map<?, ?> map && map.size() == 1) {
      Map.Entry<?, ?> only = map.entrySet().iterator().next();
      if (only.getKey() instanceof String name
          && (only.getValue() == null || only.getValue() instanceof Map<?, ?>)) {
        Map<String, Object> settings = new TreeMap<>();
        if (only.getValue() instanceof Map<?, ?> values) {
          values.forEach((key, value) -> settings.put(String.valueOf(key), value));
        }
        return create(name, settings);
      }
    }
    throw new IllegalArgumentException(
        "a policy is a name, or a name with settings as in {least-cost: {choices: 2}}: " + written);
  }

  private static Policy create(String name, Map<String, ?> values) {
    PolicyProvider provider = providers().get(name);
    if (provider == null) {
      throw new IllegalArgumentException(
          "unknown policy \"%s\"; known: %s"
              .formatted(name, String.join(", ", providers().keySet())));
    }
    PolicySettings settings = new PolicySettings(name, values);
    Policy policy = provider.create(settings);
    settings.requireAllRead();
    return policy;
  }

  /** What there is, a line each, by name. */
  public static List<String> descriptions() {
    return providers().values().stream()
        .map(provider -> provider.name() + ": " + provider.description())
        .collect(Collectors.toList());
  }

  private static Map<String, PolicyProvider> providers() {
    Map<String, PolicyProvider> byName = new TreeMap<>();
    BuiltIn.providers().forEach(provider -> byName.put(provider.name(), provider));
    for (PolicyProvider provider : ServiceLoader.load(PolicyProvider.class)) {
      if (byName.putIfAbsent(provider.name(), provider) != null) {
        throw new IllegalArgumentException(
            "two policies are named \"%s\"; the second is %s"
                .formatted(provider.name(), provider.getClass().getName()));
      }
    }
    return byName;
  }
}
