package io.plumbline.balancing.tick;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TickCountsTest {
  @Test
  void quantile_ranksTheUnansweredAboveAll_andIsUnknownAmongThem() {
    TickCounts counts = new TickCounts();
    for (int ticks = 1; ticks <= 9; ticks++) {
      counts.add(ticks);
    }
    assertThat(counts.quantile(.5)).isEqualTo(5);
    assertThat(counts.quantile(1)).isEqualTo(9);
    // Two more that are longer: 11 in all, of which the median is the 6th.
    assertThat(counts.quantile(.5, 2)).isEqualTo(6);
    assertThat(counts.quantile(.8, 2)).isEqualTo(9);
    assertThat(counts.quantile(.85, 2)).isNaN();
    assertThat(counts.quantile(1, 2)).isNaN();
    assertThat(new TickCounts().quantile(0, 1)).isNaN();
  }
}
