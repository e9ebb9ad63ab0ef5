package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
        .matches("M/D/1@0\\.9 +n/a +n/a +n/a +1 +5( +n/a){9} +5");
    assertThat(TheoryReport.lines(stored()))
        .last()
        .isEqualTo(
            "It could not be told whether theory holds: requests failed, or too little was measured,"
                + " of M/D/1@0.9");
  }

  private static TheoryDocument.Queue queue(String name, long unexplained, boolean agrees) {
    return new TheoryDocument.Queue(
        name,
        "exponential",
        500,
        OptionalDouble.of(.5),
        10,
        1000,
        0,
        OptionalDouble.of(1e6),
        OptionalDouble.of(1),
        Optional.of(new TheoryDocument.Path(0, 400, 300, 350, 0, unexplained)),
        Optional.of(new TheoryDocument.Mean("Erlang C", true, 400, 450, 499, agrees)),
        unexplained == 0 && agrees);
  }

  static TheoryDocument document(double confidence, TheoryDocument.Queue... queues)
      throws IOException {
    return new TheoryDocument(
        Document.SCHEMA_VERSION,
        TheoryDocument.KIND,
        Optional.empty(),
        stored().environment(),
        Instant.EPOCH,
        List.of("calibrate"),
        42,
        confidence,
        400,
        List.of(queues),
        Map.of());
  }

  /** Waits of less than a microsecond. */
  static TheoryDocument fast() throws IOException {
    return document(.995, queue("M/M/1@0.5", 0, true), queue("M/M/1@0.8", 0, true));
  }

  @Test
  void verdict_isNoOnlyWhereSomethingContradictsTheory() throws IOException {
    assertThat(fast().holds()).isTrue();
    assertThat(TheoryReport.lines(fast())).last().isEqualTo("Theory holds");
    assertThat(TheoryReport.lines(fast()))
        .contains(
            "wait_predicted from the planned rate and the measured services; it must lie within"
                + " half_width (99.5 %, Student, over runs; at least 99 % for all 2 together) of"
                + " wait_measured unless it is approximate");
    TheoryDocument.Queue failed = stored().queues().get(1);
    TheoryDocument unknown = document(.99, queue("M/M/1@0.5", 0, true), failed);
    assertThat(unknown.contradicts()).isFalse();
    assertThat(unknown.holds()).isFalse();
    for (TheoryDocument.Queue against :
        List.of(queue("M/M/1@0.8", 1, true), queue("M/M/1@0.8", 0, false))) {
      TheoryDocument no = document(.99, failed, against);
      assertThat(no.contradicts()).isTrue();
      assertThat(TheoryReport.lines(no)).last().isEqualTo("Theory does not hold");
      assertThat(TheoryReport.lines(no)).element(2).asString().matches("M/M/1@0\\.8 +NO .*");
    }
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
