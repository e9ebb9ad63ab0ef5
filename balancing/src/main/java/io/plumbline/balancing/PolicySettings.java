package io.plumbline.balancing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The settings of one policy, as a scenario or a flag has them: each is read once, by name, within
 * its bounds. What nobody reads is an error, told by {@link #requireAllRead()}.
 */
public final class PolicySettings {
  private final String policy;
  private final Map<String, Object> values;
  private final Set<String> known = new TreeSet<>();

  PolicySettings(String policy, Map<String, ?> values) {
    this.policy = policy;
    this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Returns a whole number from {@code least} to {@code most}. */
  public int integer(String name, int fallback, int least, int most) {
    return read(name).map(given -> given.integer(least, most)).orElse(fallback);
  }

  /** Returns a finite number from {@code least} to {@code most}. */
  public double number(String name, double fallback, double least, double most) {
    return read(name).map(given -> given.number(least, most)).orElse(fallback);
  }

  /** Returns a time in nanoseconds; it is written, and bounded, in milliseconds. */
  public double durationNanos(
      String name, double fallbackMillis, double leastMillis, double mostMillis) {
    return number(name, fallbackMillis, leastMillis, mostMillis) * 1e6;
  }

  /** Returns true or false. */
  public boolean flag(String name, boolean fallback) {
    return read(name).map(Given::flag).orElse(fallback);
  }

  /** Returns one of an enum's constants; {@code FULL_SCAN} is written {@code full-scan}. */
  public <E extends Enum<E>> E choice(String name, E fallback) {
    return read(name).map(given -> choice(given, fallback.getDeclaringClass())).orElse(fallback);
  }

  private static <E extends Enum<E>> E choice(Given given, Class<E> of) {
    List<String> names = new ArrayList<>();
    for (E constant : of.getEnumConstants()) {
      if (written(constant).equals(given.value())) {
        return constant;
      }
      names.add(written(constant));
    }
    throw given.wrong("one of " + String.join(", ", names));
  }

  /** Returns a text, such as the name of a cost. */
  public String text(String name, String fallback) {
    return read(name).map(Given::text).orElse(fallback);
  }

  /** Returns the cost of that name. */
  Costs.Named cost(String name, String fallback) {
    String written = text(name, fallback);
    Costs.Named cost = Costs.find(written);
    if (cost == null) {
      throw new IllegalArgumentException(
          "policy %s: unknown %s \"%s\"; known: %s".formatted(policy, name, written, Costs.KNOWN));
    }
    return cost;
  }

  /** Returns the policy that this one is wrapped around; there must be one. */
  public Policy policy(String name) {
    known.add(name);
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("policy " + policy + ": " + name + " is missing");
    }
    return Policies.create(value);
  }

  /**
   * Says that nothing else may be set.
   *
   * @throws IllegalArgumentException if something is that nobody asked for
   */
  void requireAllRead() {
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "policy %s: unknown setting \"%s\"; it has %s"
                .formatted(policy, name, known.isEmpty() ? "none" : String.join(", ", known)));
      }
    }
  }

  private Optional<Given> read(String name) {
    known.add(name);
    return Optional.ofNullable(values.get(name))
        .map(value -> new Given("policy " + policy + ": " + name, value));
  }

  /** How an enum's constant is written in settings and names. */
  static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
