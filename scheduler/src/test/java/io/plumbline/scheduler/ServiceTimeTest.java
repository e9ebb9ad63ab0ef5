package io.plumbline.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTimeTest {

  private static final int SAMPLES = 1_000_000;

  /** Hands out the given numbers as its uniform ones, so that a sample can be worked by hand. */
  private static RandomGenerator uniforms(double... numbers) {
    return new RandomGenerator() {
      private int next;

      @Override
      public double nextDouble() {
        return numbers[next++];
      }

      @Override
      public long nextLong() {
        throw new UnsupportedOperationException();
      }
    };
  }

  @Test
  void constant_isTheMeanInNanoseconds() {
    assertThat(new ServiceTime.Constant(8).sampleNanos(uniforms())).isEqualTo(8_000_000);
  }

  @Test
  void exponential_invertsItsDistribution() {
    // The median is mean * ln 2 = 8 ms * 0.693147180...
    assertThat(new ServiceTime.Exponential(8).sampleNanos(uniforms(0.5))).isEqualTo(5_545_177);
    assertThat(new ServiceTime.Exponential(8).sampleNanos(uniforms(0))).isZero();
  }

  @Test
  void logNormal_hasItsMedianAtMeanOverRootOfOnePlusCvSquared() {
    // cos(2 pi / 4) = 0 makes the normal deviate 0; 20 ms / sqrt(1 + 0.75²) = 16 ms.
    assertThat(new ServiceTime.LogNormal(20, 0.75).sampleNanos(uniforms(0.5, 0.25)))
        .isEqualTo(16_000_000);
  }

  @Test
  void logNormal_withoutVariationIsConstant() {
    assertThat(new ServiceTime.LogNormal(20, 0).sampleNanos(uniforms(0.9, 0.1)))
        .isEqualTo(20_000_000);
  }

  @Test
  void exponential_hasItsMeanAndCv() {
    // Standard errors: of the mean cv / sqrt(n); of the CV, by the delta method for cv = 1,
    // sqrt((m4 - 1) / 4 - m3 + 1) / sqrt(n) with central moments m3 = 2, m4 = 9: 1 / sqrt(n).
    double error = 1 / Math.sqrt(SAMPLES);
    Moments moments = Moments.of(new ServiceTime.Exponential(8));
    assertThat(moments.meanMillis / 8).isCloseTo(1, within(4 * error));
    assertThat(moments.cv).isCloseTo(1, within(4 * error));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.5, 1})
  void logNormal_hasItsMeanAndCv(double cv) {
    // With w = 1 + cv²: skewness (w + 2) cv, kurtosis w⁴ + 2w³ + 3w² - 3. The delta method gives
    // var(cv estimate) = cv² ((kurtosis - 1) / 4 - skewness * cv + cv²) / n.
    double w = 1 + cv * cv;
    double skewness = (w + 2) * cv;
    double kurtosis = w * w * w * w + 2 * w * w * w + 3 * w * w - 3;
    double cvError = cv * Math.sqrt(((kurtosis - 1) / 4 - skewness * cv + cv * cv) / SAMPLES);
    Moments moments = Moments.of(new ServiceTime.LogNormal(20, cv));
    assertThat(moments.meanMillis / 20).isCloseTo(1, within(4 * cv / Math.sqrt(SAMPLES)));
    assertThat(moments.cv).isCloseTo(cv, within(4 * cvError));
  }

  @Test
  void hugeTimes_areCappedRatherThanOverflowing() {
    assertThat(new ServiceTime.Constant(1e300).sampleNanos(uniforms()))
        .isEqualTo(ServiceTime.MAX_SAMPLE_NANOS);
    assertThat(new ServiceTime.LogNormal(1, 1e300).sampleNanos(uniforms(0.99, 0)))
        .isBetween(0L, ServiceTime.MAX_SAMPLE_NANOS);
  }

  @Test
  void of_readsShapeMeanAndCv() {
    assertThat(ServiceTime.of("constant", 8)).isEqualTo(new ServiceTime.Constant(8));
    assertThat(ServiceTime.of("exponential", 8)).isEqualTo(new ServiceTime.Exponential(8));
    assertThat(ServiceTime.of("exponential", 8, 1)).isEqualTo(new ServiceTime.Exponential(8));
    assertThat(ServiceTime.of("lognormal", 8, 0.5)).isEqualTo(new ServiceTime.LogNormal(8, 0.5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void mean_mustBePositiveAndFinite(double mean) {
    for (String shape : new String[] {"constant", "exponential"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ServiceTime.of(shape, mean))
          .withMessage("meanMillis must be positive and finite: " + mean);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceTime.of("lognormal", mean, 1))
        .withMessage("meanMillis must be positive and finite: " + mean);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.5, Double.NaN, Double.POSITIVE_INFINITY})
  void cv_mustBeFiniteAndNotNegative(double cv) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceTime.of("lognormal", 8, cv))
        .withMessage("cv must be finite and not negative: " + cv);
  }

  @Test
  void of_refusesWhatItCannotKeep() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceTime.of("uniform", 8))
        .withMessage("unknown service time \"uniform\"; known: constant, exponential, lognormal");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceTime.of("lognormal", 8))
        .withMessage("lognormal needs a cv");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServiceTime.of("exponential", 8, 0.5))
        .withMessage("exponential has cv 1.0, not 0.5");
  }

  private record Moments(double meanMillis, double cv) {

    static Moments of(ServiceTime time) {
      SplittableRandom random = new SplittableRandom(1);
      double[] millis =
          LongStream.generate(() -> time.sampleNanos(random))
              .limit(SAMPLES)
              .mapToDouble(nanos -> nanos / 1e6)
              .toArray();
      double mean = 0;
      for (double value : millis) {
        mean += value / SAMPLES;
      }
      double variance = 0;
      for (double value : millis) {
        variance += (value - mean) * (value - mean) / (SAMPLES - 1);
      }
      return new Moments(mean, Math.sqrt(variance) / mean);
    }
  }
}
