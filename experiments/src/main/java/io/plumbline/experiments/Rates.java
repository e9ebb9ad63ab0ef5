package io.plumbline.experiments;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Rates that a program chose and people read. */
final class Rates {
  /** Enough to tell rates apart by a tenth of a percent. */
  private static final MathContext DIGITS = new MathContext(5, RoundingMode.HALF_EVEN);

  private Rates() {}

  /** With few digits. */
  static double rounded(double perSecond) {
    return BigDecimal.valueOf(perSecond).round(DIGITS).doubleValue();
  }

  /** Without an exponent or trailing zeros: {@code 30}, {@code 4.5}. */
  static String plain(double perSecond) {
    return BigDecimal.valueOf(perSecond).stripTrailingZeros().toPlainString();
  }
}
