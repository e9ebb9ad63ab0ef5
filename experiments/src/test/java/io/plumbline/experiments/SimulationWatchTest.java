package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.SimulationDocument.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulationWatchTest {
  @TempDir Path folder;

  private List<String> watched(Engine engine, String scenarios, String watched) {
    List<String> lines = new ArrayList<>();
    new SimulationWatch(
            new SimulationSettings(
                Optional.of(engine),
                List.of(scenarios.split(",")),
                List.of(),
                engine == Engine.EVENT ? List.of("horizon-ms=200", "warm-up-ms=0") : List.of(),
                List.of(),
                OptionalDouble.empty(),
                1,
                42,
                1,
                List.of(),
                0,
                folder.resolve("a.json"),
                false,
                Optional.empty()),
            watched)
        .run(lines::add);
    return lines;
  }

  private void refuses(Engine engine, String scenarios, String watched, String message) {
    assertThatThrownBy(() -> watched(engine, scenarios, watched))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }

  @Test
  void requestAndServer_areFollowed_inTicksAndInEvents() {
    List<String> request = watched(Engine.EVENT, "plain", "request:3");
    assertThat(request.get(0)).isEqualTo("plain, request:3, first run of seed 42");
    assertThat(request.get(1)).contains(" ms: request 3 comes to client 0");
    assertThat(request.get(request.size() - 1)).contains("request 3 ends, ok");
    assertThat(watched(Engine.EVENT, "plain", "server:9")).hasSizeGreaterThan(10);

    assertThat(watched(Engine.TICK, "Random", "request:3").get(1)).startsWith("tick ");
    assertThat(watched(Engine.TICK, "Random", "server:0")).hasSizeGreaterThan(100);
  }

  @Test
  void whatIsNotThere_isRefusedInOneLine() {
    refuses(
        Engine.EVENT,
        "plain",
        "request:100000",
        "--watch request:100000: there are not so many; the first is 0");
    refuses(
        Engine.EVENT,
        "plain",
        "server:10",
        "--watch server:10: there are not so many; the first is 0");
    refuses(
        Engine.TICK,
        "Random",
        "server:40",
        "--watch server:40: there are not so many; the first is 0");
    refuses(
        Engine.TICK,
        "Random,RoundRobin",
        "server:0",
        "--watch needs --scenario with one scenario; chosen are 2");
    refuses(Engine.TICK, "Random", "client:0", "--watch must be request:N or server:N: client:0");
  }
}
