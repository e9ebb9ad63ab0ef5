package io.plumbline.loadgen;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * A closed loop: the next request waits for an answer. There is no plan then, and response times
 * omit what was never asked.
 *
 * @param outstanding requests kept outstanding; for {@link Kind#MULTI_STREAM} the requests of one
 *     query; empty takes as many as the payload budget holds, at most {@value #MOST}
 * @param rampNanos over which the first requests start, evenly spread
 */
public record ClosedShape(Kind kind, OptionalInt outstanding, long rampNanos) {
  /** More requests at once than most servers serve. */
  static final int MOST = 512;

  private static final int MAX_OUTSTANDING = 100_000;
  private static final long MAX_RAMP_SECONDS = 24 * 3600;
  private static final String RAMP = "ramp=";

  /** What waits for what. */
  public enum Kind {
    /** One request at a time. */
    SYNCHRONOUS,
    /** A fixed number of requests at a time. */
    CONCURRENT,
    /** As many requests at a time as may be. */
    THROUGHPUT,
    /** LoadGen's SingleStream: one at a time; its score is an estimate of the 90th percentile. */
    SINGLE_STREAM,
    /**
     * LoadGen's MultiStream: queries of several requests, one query at a time; its score is an
     * estimate of the 99th percentile of the queries' times.
     */
    MULTI_STREAM,
    /** LoadGen's Offline: everything is due at once; its score is requests per second. */
    OFFLINE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private boolean takesCount() {
      return this == CONCURRENT || this == THROUGHPUT || this == MULTI_STREAM || this == OFFLINE;
    }

    private boolean takesRamp() {
      return this == CONCURRENT || this == THROUGHPUT;
    }
  }

  public ClosedShape {
    if (outstanding.isPresent()
        && !(outstanding.getAsInt() >= 1 && outstanding.getAsInt() <= MAX_OUTSTANDING)) {
      throw new IllegalArgumentException(
          kind + " must keep 1 to " + MAX_OUTSTANDING + " outstanding: " + outstanding.getAsInt());
    }
    if (rampNanos < 0 || rampNanos > MAX_RAMP_SECONDS * 1_000_000_000L) {
      throw new IllegalArgumentException(
          "ramp must be 0 to " + MAX_RAMP_SECONDS + " s: " + rampNanos / 1e9);
    }
  }

  /** Whether a text names a closed loop, right or wrong in its details. */
  public static boolean isNamedBy(String text) {
    return Arrays.stream(Kind.values()).anyMatch(kind -> kind.toString().equals(head(text)));
  }

  /**
   * Reads {@code synchronous}, {@code concurrent:8}, {@code concurrent:8,ramp=5}, {@code
   * throughput}, {@code throughput:64}, {@code single-stream}, {@code multi-stream:8}, {@code
   * offline}.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static ClosedShape parse(String text) {
    Kind kind =
        Arrays.stream(Kind.values())
            .filter(k -> k.toString().equals(head(text)))
            .findFirst()
            .orElseThrow(() -> wrong(text, "must be one of " + names()));
    OptionalInt outstanding =
        switch (kind) {
          case SYNCHRONOUS, SINGLE_STREAM -> OptionalInt.of(1);
          case MULTI_STREAM -> OptionalInt.of(8);
          case CONCURRENT, THROUGHPUT, OFFLINE -> OptionalInt.empty();
        };
    long rampNanos = 0;
    String rest = text.substring(kind.toString().length());
    List<String> parts = rest.isEmpty() ? List.of() : List.of(rest.substring(1).split(",", -1));
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      try {
        if (part.startsWith(RAMP) && kind.takesRamp()) {
          rampNanos = Math.round(Double.parseDouble(part.substring(RAMP.length())) * 1e9);
        } else if (kind.takesCount() && i == 0) {
          outstanding = OptionalInt.of(Integer.parseInt(part));
        } else {
          throw wrong(text, kind + " does not take \"" + part + '"');
        }
      } catch (NumberFormatException e) {
        throw wrong(text, "\"" + part + "\" is not a number");
      }
    }
    if (kind == Kind.CONCURRENT && outstanding.isEmpty()) {
      throw wrong(text, "say how many, as in concurrent:8");
    }
    return new ClosedShape(kind, outstanding, rampNanos);
  }

  private static String head(String text) {
    return text.split("[:,]", 2)[0];
  }

  private static String names() {
    return Arrays.stream(Kind.values()).map(Kind::toString).collect(Collectors.joining(", "));
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("closed loop \"" + text + "\": " + why);
  }

  /** How many requests are outstanding where that many payloads fit. */
  int outstanding(long payloadsThatFit) {
    return outstanding.orElse((int) Math.max(1, Math.min(MOST, payloadsThatFit)));
  }

  /** How many requests make one query. */
  int group() {
    return kind == Kind.MULTI_STREAM ? outstanding.orElseThrow() : 1;
  }
}
