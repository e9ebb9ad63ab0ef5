package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClosedShapeTest {
  @Test
  void parse_readsEveryShape() {
    assertThat(ClosedShape.parse("synchronous"))
        .isEqualTo(new ClosedShape(ClosedShape.Kind.SYNCHRONOUS, OptionalInt.of(1), 0));
    assertThat(ClosedShape.parse("concurrent:8,ramp=2.5"))
        .isEqualTo(new ClosedShape(ClosedShape.Kind.CONCURRENT, OptionalInt.of(8), 2_500_000_000L));
    assertThat(ClosedShape.parse("throughput"))
        .isEqualTo(new ClosedShape(ClosedShape.Kind.THROUGHPUT, OptionalInt.empty(), 0));
    assertThat(ClosedShape.parse("throughput:ramp=1").rampNanos()).isEqualTo(1_000_000_000L);
    assertThat(ClosedShape.parse("multi-stream").group()).isEqualTo(8);
    assertThat(ClosedShape.parse("multi-stream:4").group()).isEqualTo(4);
    assertThat(ClosedShape.parse("offline").group()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          concurrent           | closed loop "concurrent": say how many, as in concurrent:8
          concurrent:x         | closed loop "concurrent:x": "x" is not a number
          concurrent:0         | concurrent must keep 1 to 100000 outstanding: 0
          synchronous:2        | closed loop "synchronous:2": synchronous does not take "2"
          concurrent:2,ramp=-1 | ramp must be 0 to 86400 s: -1.0
          single-stream:ramp=1 | closed loop "single-stream:ramp=1": single-stream does not take "ramp=1"
          """)
  void parse_saysWhatIsWrong(String text, String message) {
    assertThat(ClosedShape.isNamedBy(text)).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClosedShape.parse(text))
        .withMessage(message);
  }

  @Test
  void openShapes_areNotClosedOnes() {
    assertThat(ClosedShape.isNamedBy("poisson")).isFalse();
    assertThat(ClosedShape.isNamedBy("trace:concurrent")).isFalse();
  }

  @Test
  void throughput_takesWhatFitsButNotMoreThanServersServe() {
    ClosedShape shape = ClosedShape.parse("throughput");
    assertThat(shape.outstanding(40)).isEqualTo(40);
    assertThat(shape.outstanding(1_000_000)).isEqualTo(512);
    assertThat(ClosedShape.parse("throughput:64").outstanding(40)).isEqualTo(64);
  }

  @Test
  void phaseLength_isATimeOrACount() {
    assertThat(PhaseLength.parse("5s")).isEqualTo(new PhaseLength.Time(5_000_000_000L));
    assertThat(PhaseLength.parse("500ms")).isEqualTo(new PhaseLength.Time(500_000_000L));
    assertThat(PhaseLength.parse("200")).isEqualTo(new PhaseLength.Requests(200));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PhaseLength.parse("5m"))
        .withMessage(
            "must be a time such as 5s or 500ms, or a number of requests such as 200: \"5m\"");
  }
}
