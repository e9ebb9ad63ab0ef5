package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.comparison.Policy;
import io.plumbline.results.comparison.Policy.Acceptance;
import io.plumbline.results.comparison.Policy.Match;
import io.plumbline.results.comparison.Policy.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateFileTest {
  @TempDir private Path folder = Path.of("");

  private Policy policy(String yaml) throws IOException {
    Path file = folder.resolve("gate.yaml");
    Files.writeString(file, yaml);
    return GateFile.policy(Optional.of(file), Optional.empty());
  }

  @Test
  void everything_canBeSaid() throws IOException {
    Policy policy =
        policy(
            """
            machine: shared
            share-percent: 2
            rules:
              - {match: "Recording*", metric: time, minimum-effect-percent: 20, gate: false}
            accept:
              - {match: "RequestParse*", reason: checks more, until: 2027-01-31}
            """);

    assertThat(policy)
        .isEqualTo(
            new Policy(
                .10,
                .01,
                .02,
                List.of(
                    new Rule(
                        new Match("Recording*", Optional.of("time")),
                        OptionalDouble.of(.20),
                        false)),
                List.of(
                    new Acceptance(
                        new Match("RequestParse*", Optional.empty()),
                        "checks more",
                        LocalDate.of(2027, 1, 31)))));
  }

  @Test
  void withoutAFile_theMachineDecides() {
    assertThat(GateFile.policy(Optional.empty(), Optional.empty()).speedEffect()).isEqualTo(.03);
    assertThat(GateFile.policy(Optional.empty(), Optional.of("dedicated")).speedEffect())
        .isEqualTo(.05);
    assertThatThrownBy(() -> GateFile.policy(Optional.empty(), Optional.of("cloud")))
        .isInstanceOf(UsageException.class)
        .hasMessage("--machine must be own, dedicated or shared: cloud");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          machine: cloud                                     | machine must be own, dedicated or shared: cloud
          speed-percent: -3                                  | speedEffect must be above 0 and below 10: -0.03
          speed: 3                                           | speed
          accept: [{match: a, reason: b, until: soon}]       | until must be a day such as 2027-03-31: "soon"
          accept: [{match: a, reason: '', until: 2027-01-01}] | an accepted change must have a reason
          accept: [{match: a, until: 2027-01-01}]            | reason
          rules: [{metric: time}]                            | match
          """)
  void mistakes_areNamedWithTheFile(String yaml, String message) {
    assertThatThrownBy(() -> policy(yaml))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("gate.yaml")
        .hasMessageContaining(message);
  }
}
