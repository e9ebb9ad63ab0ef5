package io.plumbline.results.comparison;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a comparison may say of an entry. Having no answer is a verdict too. */
public enum Verdict {
  /** Better by at least the minimum effect, and not by chance. */
  IMPROVED,
  /** Worse by at least the minimum effect, and not by chance. */
  REGRESSED,
  /** Shown to differ by less than the minimum effect. */
  SAME,
  /** Too few or too scattered figures to say any of these. */
  INCONCLUSIVE,
  /** Its figures still move from iteration to iteration in the same way in all forks. */
  UNSTEADY,
  /** Measured differently, or on different machines. */
  NOT_COMPARABLE,
  /** The baseline does not have it. */
  NEW,
  /** The candidate does not have it. */
  MISSING,
  /** One side tried to measure it and could not. */
  FAILED;

  /** As it is told: {@code not comparable}. */
  @Override
  @JsonValue
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
