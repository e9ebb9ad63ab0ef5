package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class TheoryReportTest {

  private static TheoryDocument stored() throws IOException {
    return (TheoryDocument) StoredSamples.read("theory-v1.json");
  }

  @Test
  void table_hasARowPerQueue_andTheUnknownIsNotANumber() throws IOException {
    assertThat(TheoryReport.lines(stored()))
        .element(1)
        .asString()
        .matches(
            "M/M/8@0\\.8 +yes +Erlang C +0\\.801 +10 +23700 +2\\.310 +2\\.250 +0\\.310 +0\\.210"
                + " +1\\.250 +0\\.410 +31 +0 +12 +0");
    assertThat(TheoryReport.lines(stored()))
        .element(2)
        .asString()
        .matches("M/D/1@0\\.9 +NO +n/a +n/a +1 +5( +n/a){9} +5");
    assertThat(TheoryReport.lines(stored())).last().isEqualTo("Theory does not hold");
  }

  @Test
  void markdown_isTheSameTable() throws IOException {
    assertThat(TheoryReport.markdown(stored()))
        .startsWith(
            "| queue | holds | formula | load | runs | requests | wait_predicted_ms | wait_measured_ms"
                + " | half_width_ms | error_p99_ms | error_max_ms | floor_ms | beyond_floor"
                + " | unexplained | reordered | failed |",
            "| --- | --- | --- |" + " ---: |".repeat(13),
            "| M/M/8@0.8 | yes | Erlang C | 0.801 | 10 | 23700 | 2.310 | 2.250 | 0.310 | 0.210"
                + " | 1.250 | 0.410 | 31 | 0 | 12 | 0 |");
  }
}
