package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.Arrivals.Steps.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poisson",
        "poisson:initial-burst",
        "constant",
        "constant:initial-burst",
        "gamma:2.5",
        "gamma:0.01",
        "burst:1,4,5",
        "burst:0.001,2592000,0",
        "spike:10,2,8",
        "spike:0,0.5,0",
        "ramp:0.2,1,30",
        "ramp:0,1000000,1",
        "steps:0.5x10,1x10,2x10"
      })
  void text_comesBackAsItWas(String text) {
    Arrivals arrivals = Arrivals.parse(text);
    assertThat(arrivals).hasToString(text);
    assertThat(arrivals.label()).isEqualTo(text.replaceFirst(":.*", ""));
    assertThat(Arrivals.parse(arrivals.toString())).isEqualTo(arrivals);
  }

  @Test
  void numbers_areReadIntoTheirPlaces() {
    assertThat(Arrivals.parse("burst:1,4,5")).isEqualTo(new Arrivals.Burst(1, 4, 5));
    assertThat(Arrivals.parse("spike:10,2,8")).isEqualTo(new Arrivals.Spike(10, 2, 8));
    assertThat(Arrivals.parse("ramp:0.2,1,30")).isEqualTo(new Arrivals.Ramp(.2, 1, 30));
    assertThat(Arrivals.parse("steps:0.5x10,2x20"))
        .isEqualTo(new Arrivals.Steps(List.of(new Step(.5, 10), new Step(2, 20))));
    assertThat(Arrivals.parse("gamma:2.50")).hasToString("gamma:2.5");
  }

  @Test
  void trace_isReadByTheNameInTheText() {
    RecordedArrivals.Builder rows = new RecordedArrivals.Builder();
    rows.add(3, 0, -1);
    Arrivals twice =
        Arrivals.parse(
            "trace:a,b.csv,scale=2",
            source -> {
              assertThat(source).isEqualTo("a,b.csv");
              return rows.build();
            });
    assertThat(twice).hasToString("trace:a,b.csv,scale=2");
    assertThat(((Arrivals.Trace) twice).requests().lastNanos()).isEqualTo(6);
    assertThat(Arrivals.parse("trace:x", source -> rows.build())).hasToString("trace:x");
    assertThatThrownBy(() -> Arrivals.parse("trace:x"))
        .hasMessage("arrivals trace:x: a trace tells of all classes; it cannot shape one");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "poison | must be one of burst, constant, gamma, poisson, ramp, spike, steps, trace",
        "'' | must be one of burst, constant",
        "poisson: | must be poisson or poisson:initial-burst",
        "poisson:burst | must be poisson or poisson:initial-burst",
        "constant:3 | must be constant or constant:initial-burst",
        "gamma | must be gamma:CV, such as gamma:2.5",
        "gamma:x | must be gamma:CV, such as gamma:2.5",
        "gamma:1,2 | must be gamma:CV, such as gamma:2.5",
        "gamma:NaN | must be gamma:CV",
        "gamma:1e1 | must be gamma:CV",
        "gamma:0 | CV must be between 0.01 and 10.0: 0.0",
        "gamma:10.5 | CV must be between 0.01 and 10.0: 10.5",
        "burst:1,4 | must be burst:ON,OFF,FACTOR with seconds and a factor, such as burst:1,4,5",
        "burst:0,4,5 | ON must be positive, at most 30 days (2592000 s): 0.0",
        "burst:1,0,5 | OFF must be positive",
        "burst:1,4,-5 | must be burst:ON,OFF,FACTOR",
        "burst:1,4,2000000 | factors must be 0 to 1e6: 2000000.0",
        "spike:2592001,1,1 | AT must be 0 to 30 days: 2592001.0",
        "ramp:1,0,30 | the last factor stays, so it must be positive, at most 1e6: 0.0",
        "steps:1x10,0x10 | the last factor stays, so it must be positive, at most 1e6: 0.0",
        "steps:1x10, | must be steps:FACTORxSECONDS,..., such as steps:0.5x10,1x10,2x10",
        "steps:1x0 | a step must be positive",
        "trace: | must be trace:FILE or trace:FILE,scale=FACTOR",
        "'trace:a,scale=0' | scale must be positive, at most 1e6: 0.0"
      })
  void wrongText_isSaidInOneLineWithWhatWouldBeRight(String text, String says) {
    assertThatThrownBy(() -> Arrivals.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("arrivals " + text + ": " + says)
        .hasMessageNotContaining("\n");
  }
}
