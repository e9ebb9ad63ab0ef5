package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.balancing.event.EventScenarios;
import io.plumbline.balancing.tick.TickScenarios;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationRun;
import io.plumbline.results.simulation.Column;
import io.plumbline.results.simulation.SimulationReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the engines name their figures, and what tables and pages look for, is one thing. */
class SimulationColumnsTest {
  private static final Simulation.Wanted FIGURES = new Simulation.Wanted(false, 0, false);

  private static Map<String, Double> figures(Simulation simulation) {
    SimulationRun run = simulation.run(42, 1, FIGURES).run();
    return run.figures();
  }

  private static List<String> lookedFor(Engine engine) {
    List<String> names = new ArrayList<>(SimulationReport.told(engine));
    names.addAll(SimulationReport.compared(engine));
    names.addAll(SimulationReport.boxes(engine).keySet());
    return names;
  }

  @Test
  void ticks_haveEveryFigureThatIsTold() {
    Map<String, Double> figures =
        figures(
            new TickSimulation(
                TickScenarios.named("ProbingHcl")
                    .with(
                        TickScenarios.named("ProbingHcl")
                            .settings()
                            .with("servers", 10)
                            .with("clients", 10)
                            .with("total-ticks", 170))));
    List<String> scored =
        List.of(
            Column.MEAN_LATENCY,
            Column.STDEV_LATENCY,
            Column.latency(.99),
            Column.MEAN_STDEV_UTILIZATION,
            Column.STDEV_UTILIZATION);
    assertThat(figures.keySet())
        .containsAll(lookedFor(Engine.TICK))
        .containsAll(scored)
        .containsAll(
            Column.STATES.stream().map(state -> Column.ticksInState(false, state)).toList())
        .containsAll(
            Column.STATES.stream().map(state -> Column.ticksInState(true, state)).toList());
  }

  @Test
  void events_haveEveryFigureThatIsTold_andThoseOfClassesByTheirNames() {
    Map<String, Double> figures =
        figures(
            new EventSimulation(
                EventScenarios.named("classes-fifo")
                    .with("policy", "prequal")
                    .with("horizon-ms", 20_000)));
    assertThat(figures.keySet()).containsAll(lookedFor(Engine.EVENT));
    List<String> ofClasses =
        figures.keySet().stream()
            .filter(name -> name.startsWith("slo_attainment_") && name.contains(":"))
            .toList();
    assertThat(ofClasses).hasSize(9).contains(Column.sloAttainment("1:urgent"));
    assertThat(ofClasses)
        .allSatisfy(name -> assertThat(Column.of(name).unit()).isEqualTo("%"))
        .allSatisfy(name -> assertThat(Column.of(name).higherIsBetter()).isTrue());
    // Whatever is of a class has the class's name, whether in front or within.
    assertThat(figures.keySet()).noneMatch(name -> name.endsWith(" slo_attainment_percent"));
  }
}
