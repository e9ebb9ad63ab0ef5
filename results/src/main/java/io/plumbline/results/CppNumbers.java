package io.plumbline.results;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Numbers as a C++ output stream prints them, which is how LoadGen's logs do.
 *
 * <p>Java's own formatting differs: it rounds the shortest decimal, half up, where C++ rounds the
 * binary value exactly, and it has no form that chooses its notation and drops trailing zeros.
 */
final class CppNumbers {

  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private CppNumbers() {}

  /** A stream's default: six significant digits at most, an exponent below 1e-4 and from 1e6. */
  static String general(double value) {
    BigDecimal rounded = exact(value).round(SIX_DIGITS);
    if (rounded.signum() == 0) {
      return "0";
    }
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 6) {
      return rounded.stripTrailingZeros().toPlainString();
    }
    String mantissa = rounded.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    return mantissa
        + (exponent < 0 ? "e-" : "e+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  /** A fixed number of two decimals. */
  static String twoDecimals(double value) {
    return exact(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static BigDecimal exact(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("only a finite number can be printed: " + value);
    }
    return new BigDecimal(value);
  }
}
