package io.plumbline.balancing.tick;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.balancing.ServerReport;
import io.plumbline.balancing.Windowed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine against the model written down plainly, completion by completion. */
class PlainModelTest {
  private static final int SEEDS = 3;

  static List<String> scenarios() {
    List<String> names = new ArrayList<>(TickScenarios.studyNames());
    names.add(TickScenarios.SAMPLE);
    return names;
  }

  /** Small and restless: resets every few ticks, and overload, so that every rule is met. */
  private static TickSettings restless(TickSettings settings) {
    return settings
        .with("servers", 5)
        .with("clients", 4)
        .with("subset-size", 6)
        .with("mean-threads", 12)
        .with("total-ticks", 90)
        .with("max-cooldown", 60)
        .with("server-state-buffer", 7)
        .with("client-requests-buffer", 9)
        .with("network-reset-probability", 0.05)
        .with("server-reset-probability", 0.05)
        .with("data-frequency", 1)
        .with("target-utilization", 0.8);
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void engine_doesWhatThePlainModelDoes(String name) {
    TickScenario scenario = TickScenarios.named(name);
    scenario = scenario.with(restless(scenario.settings()));
    for (int seed = 0; seed < SEEDS; seed++) {
      TickDraws.Tables tables = new TickDraws.Tables();
      PlainModel plain =
          new PlainModel(scenario, new TickDraws(scenario.settings(), seed, 0, tables));
      List<TickRecord> expected = plain.run();
      List<TickRecord> actual = new ArrayList<>();
      TickModel model =
          new TickModel(
              scenario,
              new TickDraws(scenario.settings(), seed, 0, tables),
              TickEngine.Options.FIGURES_ONLY,
              new TickObserver() {
                @Override
                public void recorded(TickRecord row) {
                  actual.add(row);
                }
              });
      model.run();

      for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
        assertThat(integers(actual.get(i))).isEqualTo(integers(expected.get(i)));
        assertReports(actual.get(i).report(), expected.get(i).report());
      }
      assertThat(actual).hasSameSizeAs(expected).hasSizeGreaterThan(300);
      assertThat(model.now()).isEqualTo(plain.ticksRun());
      assertThat(model.drained()).isEqualTo(plain.inFlight() == 0);
    }
  }

  private static List<String> integers(TickRecord row) {
    return row.cells().subList(0, 19);
  }

  private static void assertReports(ServerReport actual, ServerReport expected) {
    assertAverages(actual.utilizationPercent(), expected.utilizationPercent());
    assertAverages(actual.arrivalsPerSecond(), expected.arrivalsPerSecond());
    assertAverages(actual.inFlight(), expected.inFlight());
    assertAverages(actual.queued(), expected.queued());
    assertAverages(actual.latencyNanos(), expected.latencyNanos());
    double[] a = {actual.expectedLatencyNanos(), actual.latencyInFlightNanos(), actual.pidWeight()};
    double[] e = {
      expected.expectedLatencyNanos(), expected.latencyInFlightNanos(), expected.pidWeight()
    };
    IntStream.range(0, a.length).forEach(i -> assertClose(a[i], e[i]));
  }

  private static void assertAverages(Windowed actual, Windowed expected) {
    assertClose(actual.latest(), expected.latest());
    assertClose(actual.mean(), expected.mean());
    assertClose(actual.ewma(), expected.ewma());
  }

  /** Sums are added up in another order. */
  private static void assertClose(double actual, double expected) {
    boolean same = Double.isNaN(actual) && Double.isNaN(expected);
    boolean close = Math.abs(actual - expected) <= 1e-9 * (1 + Math.abs(expected));
    assertThat(same || close).as("%s is %s", actual, expected).isTrue();
  }
}
