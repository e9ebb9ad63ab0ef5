package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.GeneratorHealth.Pause;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
  private static final long SECOND = 1_000_000_000L;

  private static GeneratorHealth health(
      Map<HealthReading, Double> readings, List<Pause> standstills, List<Pause> collections) {
    return new GeneratorHealth(10 * SECOND, readings, standstills, collections);
  }

  private static List<String> failures(GeneratorHealth health, Map<String, Double> baseline) {
    return HealthChecks.of(health, baseline).stream()
        .filter(check -> !check.passed())
        .map(Check::reason)
        .toList();
  }

  @Test
  void soundGenerator_passesEverything() {
    GeneratorHealth health =
        health(
            Map.of(
                HealthReading.STEAL, 0.0,
                HealthReading.GC_TIME, .002,
                HealthReading.HEAP_AFTER_GC, .3,
                HealthReading.PROCESS_CPU, .2,
                HealthReading.PROCESS_WAIT, .1,
                HealthReading.ISSUER_WAIT, .001,
                HealthReading.HICCUP_MAX, 4e6,
                HealthReading.HICCUP_P99, 6e4),
            List.of(),
            List.of());
    assertThat(HealthChecks.of(health, Map.of())).hasSize(8).allMatch(Check::passed);
  }

  @Test
  void whatWasNotRead_isNotChecked() {
    assertThat(HealthChecks.of(health(Map.of(), List.of(), List.of()), Map.of())).isEmpty();
  }

  @Test
  void causes_comeBeforeWhatTheyCause() {
    GeneratorHealth health =
        health(
            Map.of(
                HealthReading.HICCUP_P99, 3e8,
                HealthReading.HICCUP_MAX, 4e8,
                HealthReading.GC_TIME, .38,
                HealthReading.STEAL, .12),
            List.of(new Pause(SECOND, 400_000_000)),
            List.of(new Pause(SECOND, 390_000_000)));
    assertThat(failures(health, Map.of()))
        .containsExactly(
            "the hypervisor took 12 % of the processors' time: measure on a machine that does not"
                + " share them",
            "the generator was 38 % busy in GC: give it more heap (-Xmx)",
            "the generator stood still for 0.4 s at 1.0 s because a collection ran: give it more"
                + " heap (-Xmx)",
            "a thread of the generator that wanted to wake did so up to 300 ms late: answers are"
                + " stamped as late as that; stop other programs, or give it processors of its own");
  }

  @Test
  void standstillWithoutACollection_isASuspension() {
    GeneratorHealth health =
        health(
            Map.of(HealthReading.HICCUP_MAX, 2.1e9, HealthReading.GC_TIME, .001),
            List.of(new Pause(4 * SECOND, 2_100_000_000), new Pause(8 * SECOND, 30_000_000)),
            List.of(new Pause(3 * SECOND, 10_000_000)));
    assertThat(failures(health, Map.of()))
        .containsExactly(
            "the generator stood still for 2.1 s at 4.0 s though no collection ran: it was"
                + " suspended, or the machine was");
  }

  @Test
  void starvedGenerator_isToldToGetProcessors() {
    GeneratorHealth health =
        health(
            Map.of(HealthReading.PROCESS_WAIT, .9, HealthReading.ISSUER_WAIT, .31),
            List.of(),
            List.of());
    assertThat(failures(health, Map.of()))
        .containsExactly(
            "the generator's threads had to wait for a processor in 90 % of the time in which they"
                + " wanted one: other programs had it; stop them, or give the generator processors"
                + " of its own",
            "an issuing thread waited 31 % of the run for a processor: other programs had it; stop"
                + " them, or let it raise its priority (root, chrt)");
  }

  @Test
  void baseline_tightensABoundButNeverForbidsWhatDoesNoHarm() {
    GeneratorHealth health = health(Map.of(HealthReading.PROCESS_WAIT, .5), List.of(), List.of());
    assertThat(bound(health, Map.of())).isEqualTo(.75);
    assertThat(bound(health, Map.of("process_wait", .2))).isEqualTo(3 * .2);
    assertThat(bound(health, Map.of("process_wait", .01))).isEqualTo(.4);
    assertThat(bound(health, Map.of("process_wait", .9))).isEqualTo(.75);
  }

  private static double bound(GeneratorHealth health, Map<String, Double> baseline) {
    return HealthChecks.of(health, baseline).get(0).bound();
  }

  @Test
  void readings_areFinite() {
    assertThatThrownBy(() -> health(Map.of(HealthReading.STEAL, Double.NaN), List.of(), List.of()))
        .hasMessage("steal must be finite: NaN");
  }
}
