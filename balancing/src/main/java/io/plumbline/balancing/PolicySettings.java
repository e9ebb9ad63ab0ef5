package io.plumbline.balancing;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    double value = number(name, fallback, least, most);
    if (value != Math.rint(value)) {
      throw wrong(name, value, "a whole number");
    }
    return (int) value;
  }

  /** Returns a finite number from {@code least} to {@code most}. */
  public double number(String name, double fallback, double least, double most) {
    Object value = read(name);
    if (value == null) {
      return fallback;
    }
    if (!(value instanceof Number number)) {
      throw wrong(name, value, "a number");
    }
    double d = number.doubleValue();
    if (!(d >= least && d <= most) || Double.isInfinite(d)) {
      throw wrong(name, value, "from " + plain(least) + " to " + plain(most));
    }
    return d;
  }

  /** Returns a time in nanoseconds; it is written, and bounded, in milliseconds. */
  public double durationNanos(
      String name, double fallbackMillis, double leastMillis, double mostMillis) {
    return number(name, fallbackMillis, leastMillis, mostMillis) * 1e6;
  }

  /** Returns true or false. */
  public boolean flag(String name, boolean fallback) {
    Object value = read(name);
    if (value == null) {
      return fallback;
    }
    if (!(value instanceof Boolean b)) {
      throw wrong(name, value, "true or false");
    }
    return b;
  }

  /** Returns one of an enum's constants; {@code FULL_SCAN} is written {@code full-scan}. */
  public <E extends Enum<E>> E choice(String name, E fallback) {
    Object value = read(name);
    if (value == null) {
      return fallback;
    }
    E[] all = fallback.getDeclaringClass().getEnumConstants();
    return Arrays.stream(all)
        .filter(constant -> written(constant).equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    name,
                    value,
                    "one of "
                        + Arrays.stream(all)
                            .map(PolicySettings::written)
                            .collect(Collectors.joining(", "))));
  }

  /** Returns a text, such as the name of a cost. */
  public String text(String name, String fallback) {
    Object value = read(name);
    if (value == null) {
      return fallback;
    }
    if (!(value instanceof String s)) {
      throw wrong(name, value, "a text");
    }
    return s;
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
    Object value = read(name);
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

  private @Nullable Object read(String name) {
    known.add(name);
    return values.get(name);
  }

  private IllegalArgumentException wrong(String name, Object value, String instead) {
    return new IllegalArgumentException(
        "policy %s: %s must be %s: %s".formatted(policy, name, instead, value));
  }

  /** How an enum's constant is written in settings and names. */
  static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String plain(double bound) {
    return bound == Math.rint(bound) && Math.abs(bound) < 1e15
        ? Long.toString((long) bound)
        : Double.toString(bound);
  }
}
