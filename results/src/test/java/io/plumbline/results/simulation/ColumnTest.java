package io.plumbline.results.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnTest {

  @Test
  void notebooksColumns_areThoseOfItsFile() {
    assertThat(String.join(",", Column.notebook(List.of(.5, .9, .99, .999))))
        .isEqualTo(
            "mean_latency,stdev_latency,p50.0_latency,p90.0_latency,p99.0_latency,p99.9_latency,"
                + "mean_utilization,stdev_utilization,mean_stdev_utilization,"
                + "p50.0_utilization_ratio,p90.0_utilization_ratio,p99.0_utilization_ratio,"
                + "p99.9_utilization_ratio");
  }

  @Test
  void percentiles_areNamedExactly() {
    assertThat(Column.latency(.999)).isEqualTo("p99.9_latency");
    assertThat(Column.latency(.9999)).isEqualTo("p99.99_latency");
    assertThat(Column.latency(1)).isEqualTo("p100.0_latency");
    assertThat(Column.response(.5)).isEqualTo("response_p50_ms");
    assertThat(Column.response(.999)).isEqualTo("response_p99.9_ms");
    assertThatThrownBy(() -> Column.latency(0))
        .hasMessage("a quantile must be above 0 and at most 1: 0.0");
  }

  @Test
  void columns_areToldTheNotebooksFirst_whateverTheOrderGiven() {
    List<String> expected = new ArrayList<>(Column.notebook(List.of(.5, .999, 1.0)));
    expected.addAll(
        List.of(
            Column.CLEAN_MEAN_LATENCY,
            Column.CLEAN_STDEV_LATENCY,
            Column.cleanLatency(.5),
            Column.cleanLatency(.99),
            Column.MEAN_RESPONSE,
            Column.STDEV_RESPONSE,
            Column.response(.5),
            Column.response(.999),
            Column.TRUE_UTILIZATION,
            Column.JAIN_INDEX,
            "something_else"));
    List<String> reversed = new ArrayList<>(expected);
    Collections.reverse(reversed);

    assertThat(Column.ordered(reversed))
        .extracting(Column::name)
        .containsExactlyElementsOf(expected);
    assertThat(Column.ordered(expected).stream().filter(Column::isNotebooks)).hasSize(11);
  }

  @Test
  void unit_isWhatTheNameEndsIn() {
    assertThat(Column.of("p99.0_latency").unit()).isEqualTo("ticks");
    assertThat(Column.of(Column.response(.99)).unit()).isEqualTo("ms");
    assertThat(Column.of("mean_stdev_utilization").unit()).isEqualTo("%");
    assertThat(Column.of("p50.0_utilization_ratio").unit()).isEqualTo("1");
    assertThat(Column.of(Column.ticksInState(true, "queue")).unit()).isEqualTo("ticks");
    assertThat(Column.of(Column.sloAttainment("1:urgent")).higherIsBetter()).isTrue();
    assertThat(Column.of(Column.MEAN_LATENCY).higherIsBetter()).isFalse();
  }
}
