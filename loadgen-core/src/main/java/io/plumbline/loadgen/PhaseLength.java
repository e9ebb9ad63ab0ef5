package io.plumbline.loadgen;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a warm-up or a cool-down is: a time, or a number of requests. */
public sealed interface PhaseLength {

  /** No such phase. */
  PhaseLength NONE = new Requests(0);

  /** By time, in nanoseconds. */
  record Time(long nanos) implements PhaseLength {
    public Time {
      if (nanos < 0) {
        throw new IllegalArgumentException("a phase must not be shorter than 0: " + nanos + " ns");
      }
    }
  }

  /** By count. */
  record Requests(int count) implements PhaseLength {
    public Requests {
      if (count < 0) {
        throw new IllegalArgumentException("a phase must not have less than 0 requests: " + count);
      }
    }
  }

  /** At most thirty days and a billion requests. */
  Pattern TEXT = Pattern.compile("(\\d{1,7})s|(\\d{1,10})ms|(\\d{1,9})");

  /**
   * Reads {@code 5s}, {@code 500ms} or {@code 200} (requests).
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static PhaseLength parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "must be a time such as 5s or 500ms, or a number of requests such as 200: \""
              + text
              + "\"");
    }
    if (matcher.group(1) != null) {
      return new Time(Long.parseLong(matcher.group(1)) * 1_000_000_000L);
    }
    return matcher.group(2) != null
        ? new Time(Long.parseLong(matcher.group(2)) * 1_000_000L)
        : new Requests(Integer.parseInt(matcher.group(3)));
  }
}
