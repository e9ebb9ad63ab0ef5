package io.plumbline.balancing.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TickScenariosTest {

  @Test
  void study_hasTheNotebooksScenariosInItsOrder() {
    assertThat(TickScenarios.studyNames())
        .hasSize(46)
        .startsWith("Random", "RoundRobin", "RoundRobinLittleBigJobs", "LeastMeanClientLatency")
        .endsWith("FastestProbe3LowerRequestRate", "FastestProbeAllLowerRequestRate");
    assertThat(TickScenarios.studyNames().get(12))
        .isEqualTo("ProbingLeastServerRequestsInFlightLowerRequestRate");
    assertThat(TickScenarios.studyNames().get(39)).isEqualTo("CheatPidControlledUtilization");
  }

  @Test
  void allScenarios_canBeMade() {
    for (String name : TickScenarios.names()) {
      assertThat(TickScenarios.named(name).name()).isEqualTo(name);
    }
    assertThat(TickScenarios.wishNames()).hasSize(28);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TickScenarios.named("Rnd"))
        .withMessageStartingWith("unknown scenario \"Rnd\"; known: Random, RoundRobin,");
  }

  @Test
  void negligibleProcessing_loadsServersAsTheStudyDoes() {
    TickScenario scenario =
        TickScenarios.named("NegligibleProcessingLeastClientRequestsInFlightPickTwo");
    assertThat(
            new TickEngine()
                .run(scenario, 42, 0)
                .clean()
                .getOrDefault("true_utilization_percent", 0.0))
        .isCloseTo(70, within(4.0));
  }

  @ParameterizedTest
  @CsvSource({
    "Random, 11.666667, 79333",
    "RoundRobinLittleBigJobs, 46.666667, 79333",
    "ProbingHclLowerRequestRate, 5.833333, 39667",
    "FastestProbe2LowerRequestRate, 9.036885, 61451",
    "FastestProbe3LowerRequestRate, 8.121547, 55227",
    "FastestProbeAllLowerRequestRate, 4.248555, 28890",
    "Sample, 13.333333, 42667",
  })
  void rates_areThoseOfTheStudy(String name, double rate, int requests) {
    TickSettings settings = TickScenarios.named(name).settings();
    assertThat(settings.meanRequestsPerServerPerTick()).isEqualTo(rate, within(1e-6));
    assertThat(settings.requests()).isEqualTo(requests);
    assertThat(settings.warmUntilTick()).isEqualTo(30);
  }

  @Test
  void settings_areChangedByName() {
    TickSettings settings =
        TickSettings.defaults()
            .with("servers", "10")
            .with("subset-size", "all")
            .with("percentiles", "50,99.5")
            .with("debug", "true")
            .with("target-utilization", 0.6);
    assertThat(settings.servers()).isEqualTo(10);
    assertThat(settings.subsetSize()).isEqualTo(OptionalInt.empty());
    assertThat(settings.channelsPerClient()).isEqualTo(10);
    assertThat(settings.percentiles()).isEqualTo(List.of(50.0, 99.5));
    assertThat(settings.debug()).isTrue();
    assertThat(settings.meanRequestsPerServerPerTick()).isEqualTo(10, within(1e-12));
    assertThat(TickSettings.names()).hasSize(22).contains("cold-channel-penalty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "servers | 0 | servers must be from 1 to 1000000: 0",
        "servers | many | servers must be a number: many",
        "servers | 1.5 | servers must be a whole number: 1.5",
        "debug | yes | debug must be true or false: yes",
        "ewma-weight | 2 | ewma-weight must be from 0.0 to 1.0: 2.0",
        "percentiles | 99,50 | percentiles must ascend, above 0 and up to 100: [99.0, 50.0]",
        "mean-threads | NaN | mean-threads must be above 0.6666666666666666 and at most 1000000.0:"
            + " NaN",
        "target-utilization | -1 | target-utilization must be from 0.0 to 100.0: -1.0",
      })
  void wrongValues_areToldInOneLine(String name, String value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TickSettings.defaults().with(name, value))
        .withMessage(message);
  }

  @Test
  void unknownNames_areToldWithWhatThereIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TickSettings.defaults().with("server", 1))
        .withMessageStartingWith("unknown setting \"server\"; known: servers, clients,")
        .withMessageEndingWith("percentiles, target-utilization");
  }
}
