package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SweepRatesTest {
  private static List<Double> rates(String... parts) {
    return SweepRates.parse(List.of(parts)).orElseThrow().perSecond();
  }

  @Test
  void ratesAndRanges_areReadInTheirOrder() {
    assertThat(rates("10", "4.5")).containsExactly(10.0, 4.5);
    assertThat(rates("10..40/10")).containsExactly(10.0, 20.0, 30.0, 40.0);
    assertThat(rates("5", "10..45/10", "100"))
        .as("45 is not met by the steps")
        .containsExactly(5.0, 10.0, 20.0, 30.0, 40.0, 100.0);
    assertThat(rates("7..7/1")).containsExactly(7.0);
    assertThat(SweepRates.parse(List.of("auto"))).isEmpty();
  }

  @Test
  void ranges_areOfDecimalSteps() {
    assertThat(rates("0.1..0.5/0.1")).containsExactly(0.1, 0.2, 0.3, 0.4, 0.5);
  }

  @Test
  void badRates_areRefused() {
    assertThatThrownBy(() -> rates("10..5/1"))
        .hasMessage("--rates: a range goes up in positive steps, as 10..200/10 does: 10..5/1");
    assertThatThrownBy(() -> rates("10..50/0")).hasMessageContaining("10..50/0");
    assertThatThrownBy(() -> rates("10..50")).hasMessageContaining("'10..50'");
    assertThatThrownBy(() -> rates("10..x/5")).hasMessageContaining("'x'");
    assertThatThrownBy(() -> rates("auto", "5")).hasMessageContaining("'auto'");
    assertThatThrownBy(() -> rates("1..1e9/0.001")).hasMessageContaining("10000 rates");
    assertThatThrownBy(() -> rates("10", "10..20/10"))
        .hasMessage("--rates names one twice: [10.0, 10.0, 20.0]");
    assertThatThrownBy(() -> SweepRates.parse(List.of()))
        .hasMessageContaining("--rates must name at least one");
    assertThatThrownBy(() -> new SweepRates.Auto(0, 10, 9, false)).hasMessageContaining("--from");
    assertThatThrownBy(() -> new SweepRates.Auto(10, 10, 9, false))
        .hasMessageContaining("--max-rate must be above --from (10.0)");
    assertThatThrownBy(() -> new SweepRates.Auto(1, 10, 1, false))
        .hasMessage("--max-rates must be 2 to 100: 1");
  }
}
