package io.plumbline.results.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Locale;
import java.util.OptionalDouble;

/** A number that is told, with how sure it is; or why there is none. */
sealed interface Figure {

  /**
   * A number.
   *
   * @param low of its 95 % interval; absent, like {@code high}, if nothing tells how sure it is
   * @param basis what the interval rests on, or why there is none; empty where it goes without
   *     saying
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Known(double value, OptionalDouble low, OptionalDouble high, String basis)
      implements Figure {
    public Known {
      requireFinite(value);
      low.ifPresent(Known::requireFinite);
      high.ifPresent(Known::requireFinite);
    }

    private static void requireFinite(double value) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("a figure must be finite: " + value);
      }
    }

    @Override
    public String text(int decimals) {
      String format = "%." + decimals + "f";
      String number = String.format(Locale.ROOT, format, value);
      return low.isPresent() && high.isPresent()
          ? String.format(
              Locale.ROOT,
              "%s [" + format + ", " + format + "]",
              number,
              low.getAsDouble(),
              high.getAsDouble())
          : number;
    }

    @Override
    public Figure times(double factor) {
      OptionalDouble a = scaled(low, factor);
      OptionalDouble b = scaled(high, factor);
      return new Known(value * factor, factor < 0 ? b : a, factor < 0 ? a : b, basis);
    }

    private static OptionalDouble scaled(OptionalDouble value, double factor) {
      return value.isPresent() ? OptionalDouble.of(value.getAsDouble() * factor) : value;
    }

    @Override
    public OptionalDouble number() {
      return OptionalDouble.of(value);
    }
  }

  /** No number. */
  record Unknown(String because) implements Figure {
    @Override
    public String text(int decimals) {
      return "n/a (" + because + ")";
    }

    @Override
    public Figure times(double factor) {
      return this;
    }

    @Override
    public OptionalDouble number() {
      return OptionalDouble.empty();
    }
  }

  /** {@code 1.23 [1.20, 1.26]}, or {@code n/a (needs 1000)}. */
  String text(int decimals);

  /** In another unit. */
  Figure times(double factor);

  OptionalDouble number();

  /** As a share of another, whose own interval has no part in the share's. */
  default Figure per(Figure whole) {
    if (this instanceof Unknown || whole instanceof Unknown) {
      return this instanceof Unknown ? this : whole;
    }
    double divisor = whole.number().orElseThrow();
    return divisor == 0 ? new Unknown("a share of 0") : times(1 / divisor);
  }

  /** A number without an interval. */
  static Figure of(double value, String basis) {
    return new Known(value, OptionalDouble.empty(), OptionalDouble.empty(), basis);
  }
}
