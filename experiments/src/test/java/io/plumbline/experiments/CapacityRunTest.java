package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.Attainment;
import io.plumbline.results.LoadEntry;
import io.plumbline.results.TimeDistribution;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapacityRunTest {
  @TempDir private Path folder = Path.of("");

  private CapacityRun run(
      CapacitySettings.Procedure procedure,
      List<String> classes,
      boolean everyClass,
      Map<String, Object> flags) {
    Map<String, Object> all = new HashMap<>(Map.of("transport", "null", "duration-ms", 20_000));
    all.putAll(flags);
    return new CapacityRun(
        new CapacitySettings(
            Scenario.of(all),
            procedure,
            .99,
            classes,
            everyClass,
            30,
            1_000,
            folder,
            Optional.empty()),
        List.of("false"),
        List.of(),
        "test",
        new Messages());
  }

  @Test
  void tooFewRequestsToShowTheShare_areRefusedWithTheRemedy() {
    CapacitySettings.Procedure search = new CapacitySettings.Procedure.Search(5);
    Map<String, Object> few = Map.of("min-query-count", 1, "duration-ms", 10_000);
    assertThatThrownBy(() -> run(search, List.of(), false, few))
        .isInstanceOf(UsageException.class)
        .hasMessageMatching(
            "total has 3\\d\\d requests at --from 30, and an attainment of 0.99 takes 459 to show:"
                + " add --min-query-count 459, or raise --duration-ms or --from");
    assertThatThrownBy(() -> run(search, List.of("1:urgent"), false, Map.of()))
        .hasMessageMatching("1:urgent has \\d+ requests at --from 30, .*");
    assertThatThrownBy(() -> run(search, List.of(), true, Map.of()))
        .hasMessageMatching("1:urgent has \\d+ requests at --from 30, .*");
    assertThat(run(search, List.of(), true, Map.of("min-query-count", 459))).isNotNull();
    assertThat(run(new CapacitySettings.Procedure.LoadGens(1, 1), List.of(), false, few))
        .as("LoadGen consults no count")
        .isNotNull();
  }

  @Test
  void classThatIsNotInThePlan_meetsNothing() {
    String rare =
        "{name: rare, classes: [{tier: 1, slo: a, slo-ms: 5, share: 0.9999, models: {m: 1}},"
            + " {tier: 2, slo: b, slo-ms: 5, share: 0.0001, models: {m: 1}}]}";
    assertThatThrownBy(
            () ->
                run(
                    new CapacitySettings.Procedure.LoadGens(1, 1),
                    List.of("2:b"),
                    false,
                    Map.of("workload", rare)))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "class 2:b is not in the plan at --from 30: name classes that are, or raise --from");
  }

  @Test
  void whatALimitLeftUnsent_isCountedAsPlanned() {
    Map<String, Object> flags =
        Map.of("total-qps", 50, "duration-ms", 2000, "min-query-count", 1, "max-errors", 1);
    LoadSettings settings = LoadSettings.of(Optional.empty(), flags);
    Map<String, Long> planned = CapacityRun.plannedByEntry(settings);
    assertThat(planned).hasSize(10);
    assertThat(planned.get("total")).isEqualTo(Plans.offered(settings).count());
    assertThat(planned.values().stream().mapToLong(n -> n).sum())
        .isEqualTo(2L * Plans.offered(settings).count());
  }

  @Test
  void classThatNeverCameBecauseOfALimit_metNothing() {
    // Of 300 requests 4 came before the limit, none of them of this class.
    assertThat(
            CapacityRun.attainments(
                List.of("3:relaxed", "total"),
                List.of(entry("1:urgent", 4, 1), entry("total", 4, 1)),
                Map.of("1:urgent", 270L, "3:relaxed", 30L, "total", 300L),
                Map.of("1:urgent", 2.0, "total", 2.0)))
        .containsExactly(new Attainment("3:relaxed", 30, 0, 1), new Attainment("total", 300, 1, 2));
    assertThat(
            CapacityRun.attainments(
                List.of("total"), List.of(entry("total", 4, 1)), Map.of(), Map.of()))
        .as("a run that was played out")
        .containsExactly(new Attainment("total", 4, 1, 1));
  }

  private static LoadEntry entry(String name, long planned, long met) {
    TimeDistribution none = TimeDistribution.of(new long[0], 0);
    return new LoadEntry(
        name,
        OptionalInt.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        planned,
        planned,
        new TreeMap<>(Map.of("OK", planned)),
        met,
        1,
        none,
        none,
        none,
        Optional.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        Map.of());
  }

  @Test
  void whatCannotBeAsked_isRefused() {
    CapacitySettings.Procedure search = new CapacitySettings.Procedure.Search(5);
    assertThatThrownBy(() -> run(search, List.of("4:urgent"), false, Map.of()))
        .hasMessageMatching("--class must be one of 1:urgent, .*: \"4:urgent\"");
    assertThatThrownBy(() -> run(search, List.of("1:urgent"), true, Map.of()))
        .hasMessage("--all and --class exclude each other");
    assertThatThrownBy(() -> run(search, List.of(), false, Map.of("loadgen-seed", "7")))
        .hasMessageContaining("--loadgen-seed 7 gives every run the same arrivals");
    for (String limit :
        List.of("max-requests=900", "max-duration-ms=900", "stop-when-narrow=p99:0.05")) {
      String[] parts = limit.split("=", -1);
      Map<String, Object> flags = Map.of(parts[0], parts[1]);
      assertThatThrownBy(() -> run(search, List.of(), false, flags))
          .isInstanceOf(UsageException.class)
          .hasMessage(
              "--"
                  + limit.replace('=', ' ')
                  + " ends the confirmation before it is twice as long as the other runs, and so"
                  + " leaves it no weight; leave it out, or add --find-peak");
      assertThat(run(new CapacitySettings.Procedure.LoadGens(1, 1), List.of(), false, flags))
          .isNotNull();
    }
    assertThatThrownBy(() -> run(search, List.of(), false, Map.of("duration-ms", 1_000_000_000)))
        .as("the highest rate does not fit into the heap")
        .hasMessageContaining("the plan would hold about");
    assertThatThrownBy(() -> new CapacitySettings.Procedure.Search(0))
        .hasMessage("--precision must be 0.1 to 100 %: 0.0");
    assertThatThrownBy(() -> new CapacitySettings.Procedure.LoadGens(0, 1))
        .hasMessageContaining("--boundary-step");
    assertThatThrownBy(() -> new CapacitySettings.Procedure.LoadGens(1, -1))
        .hasMessage("--decimals must be 0 to 6: -1");
  }
}
