package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueFormulasTest {

  @Test
  void erlangC_isRightWhereItCanBeWorkedByHand() {
    // One worker: the load. Two at one Erlang: (1/2 / (1/2)) / (1 + 1 + 1) = 1/3.
    assertThat(QueueFormulas.erlangC(1, .8)).isCloseTo(.8, within(1e-12));
    assertThat(QueueFormulas.erlangC(2, 1)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(QueueFormulas.erlangC(4, 0)).isZero();
  }

  /** As call-centre tables have them. */
  @ParameterizedTest
  @CsvSource({"14, 10, 0.174", "10, 8, 0.409", "11, 10, 0.682"})
  void erlangC_isThePublishedValue(int workers, double erlangs, double published) {
    assertThat(QueueFormulas.erlangC(workers, erlangs)).isCloseTo(published, within(.0005));
  }

  /** The same by its definition: (a^c/c!)(c/(c-a)) over that and the sum of a^k/k!, k below c. */
  @ParameterizedTest
  @CsvSource({"8, 4", "8, 6.4", "8, 7.2", "3, 0.1", "50, 49"})
  void erlangC_isItsDefinition(int workers, double erlangs) {
    double term = 1;
    double below = 0;
    for (int k = 0; k < workers; k++) {
      below += term;
      term *= erlangs / (k + 1);
    }
    double all = term * workers / (workers - erlangs);
    assertThat(QueueFormulas.erlangC(workers, erlangs))
        .isCloseTo(all / (below + all), within(1e-12));
  }

  @Test
  void meanWait_ofOneWorker_isPollaczekKhinchines() {
    // Load 1/2, service 2: exponential load/(1-load)*2 = 2, constant half of it, cv 2: 5/2 of it.
    assertThat(QueueFormulas.meanWait(1, .25, 2, 1)).isCloseTo(2, within(1e-12));
    assertThat(QueueFormulas.meanWait(1, .25, 2, 0)).isCloseTo(1, within(1e-12));
    assertThat(QueueFormulas.meanWait(1, .25, 2, 2)).isCloseTo(5, within(1e-12));
  }

  @Test
  void meanWait_ofTwoWorkers_isErlangs() {
    // One Erlang: 1/3 of them wait, for service / (2 - 1) on average.
    assertThat(QueueFormulas.meanWait(2, .5, 2, 1)).isCloseTo(2 / 3.0, within(1e-12));
  }

  @Test
  void whatHasNoMean_isRefused() {
    assertThatThrownBy(() -> QueueFormulas.erlangC(2, 2))
        .hasMessage("offeredErlangs must be at least 0 and less than 2 workers: 2.0");
    assertThatThrownBy(() -> QueueFormulas.meanWait(1, 1, 1, 1))
        .hasMessage("offeredErlangs must be at least 0 and less than 1 workers: 1.0");
    assertThatThrownBy(() -> QueueFormulas.meanWait(1, .5, 1, Double.NaN))
        .hasMessage("cv must be finite and not negative: NaN");
    assertThatThrownBy(() -> QueueFormulas.erlangC(0, 0)).hasMessage("workers must be positive: 0");
  }

  @Test
  void waitQuantile_isAsTabulated() {
    assertThat(QueueFormulas.waitQuantile(1, 0.8, 0.99)).isCloseTo(21.910, within(5e-4));
    assertThat(QueueFormulas.waitQuantile(4, 2.8, 0.99)).isCloseTo(3.132, within(5e-4));
    assertThat(QueueFormulas.waitQuantile(100, 80, 0.99)).isCloseTo(0.034, within(5e-4));
    assertThat(QueueFormulas.waitQuantile(100, 99, 0.99)).isCloseTo(4.4805, within(5e-4));
    // Of a hundred workers at 70 %, fewer than one in two thousand finds none free.
    assertThat(QueueFormulas.waitQuantile(100, 70, 0.99)).isZero();
    assertThatThrownBy(() -> QueueFormulas.waitQuantile(1, 0.5, 1))
        .hasMessage("quantile must be between 0 and 1: 1.0");
  }
}
