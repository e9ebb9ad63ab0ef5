package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CppNumbersTest {

  @ParameterizedTest
  @CsvSource({
    "16.5, 16.5",
    "0.99, 0.99",
    "0, 0",
    "-0.0, 0",
    "30, 30",
    "100000, 100000",
    "999999, 999999",
    "999999.5, 1e+06",
    "1000000, 1e+06",
    "1234567, 1.23457e+06",
    "1e100, 1e+100",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "0.000012345678, 1.23457e-05",
    "83.90062, 83.9006",
    "25263.42, 25263.4",
    "6.90935e-9, 6.90935e-09",
    "-2.5, -2.5"
  })
  void general_isAStreamsDefault(double value, String printed) {
    assertThat(CppNumbers.general(value)).isEqualTo(printed);
  }

  @ParameterizedTest
  @CsvSource({
    "16.2044, 16.20",
    "99.9, 99.90",
    "0, 0.00",
    // Exactly a tie in binary: to the even neighbour, where Java's formatter would say 0.13.
    "0.125, 0.12",
    "0.375, 0.38",
    // Not a tie: 1.005 is a little below itself.
    "1.005, 1.00",
    "1234567.891, 1234567.89"
  })
  void twoDecimals_roundsTheBinaryValue(double value, String printed) {
    assertThat(CppNumbers.twoDecimals(value)).isEqualTo(printed);
  }

  @Test
  void neverPrintsWhatIsNotANumber() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CppNumbers.general(Double.NaN))
        .withMessage("only a finite number can be printed: NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CppNumbers.twoDecimals(Double.POSITIVE_INFINITY));
  }
}
