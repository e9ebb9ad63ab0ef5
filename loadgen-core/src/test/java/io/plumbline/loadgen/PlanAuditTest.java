package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlanAuditTest {
  private static final long SECOND = 1_000_000_000L;

  private static LoadPlan plan(
      Workload workload, long seed, Optional<LoadPlan.LoadGenStreams> loadGen) {
    return new LoadPlan(workload, 100, 30 * SECOND, 1, seed, loadGen);
  }

  private static List<String> failed(ArrivalSchedule schedule) {
    return PlanAudit.of(schedule).stream().filter(c -> !c.passed()).map(Check::name).toList();
  }

  @Test
  void audit_raisesFewFalseAlarms() {
    Workload balanced = Workload.preset("balanced").orElseThrow();
    int alarms = 0;
    for (long seed = 0; seed < 2000; seed++) {
      alarms +=
          failed(ArrivalSchedule.of(plan(balanced, seed, Optional.empty()))).isEmpty() ? 0 : 1;
    }
    // At most 1 in 1000 by design: 2 expected; Poisson(2) exceeds 9 with probability 5e-5.
    assertThat(alarms).isLessThanOrEqualTo(9);
  }

  @Test
  void audit_asksNothingOfTheTotalOfLoadGensStreams() {
    Workload balanced = Workload.preset("balanced").orElseThrow();
    ArrivalSchedule lockStep =
        ArrivalSchedule.of(plan(balanced, 42, Optional.of(new LoadPlan.LoadGenStreams(7, 0))));
    assertThat(failed(lockStep)).isEmpty();
    assertThat(PlanAudit.of(lockStep))
        .extracting(Check::reason)
        .noneMatch(r -> r.contains("total"));
  }

  @Test
  void audit_findsEveryDeparture() {
    // 3000 arrivals in 30 s at 100/s, by hand.
    int n = 3000;
    long[] regular = new long[n];
    Arrays.setAll(regular, i -> (i + 1) * 10_000_000L);
    assertThat(failed(single(regular))).contains("plan_gaps", "plan_dispersion");

    long[] poisson =
        ArrivalSchedule.of(plan(Workload.singleStream(), 42, Optional.empty())).allOffsetsNanos();
    assertThat(failed(single(poisson))).isEmpty();

    long[] tooFew = Arrays.copyOf(poisson, poisson.length * 3 / 4);
    tooFew[tooFew.length - 1] = 30 * SECOND;
    assertThat(failed(single(tooFew))).contains("plan_count");

    // One seed shared by ten workers: every gap is used ten times in a row.
    long[] shared = new long[n];
    long previous = 0;
    for (int i = 0; i < n; i++) {
      long gap = poisson[i / 10 + 1] - poisson[i / 10];
      previous += gap;
      shared[i] = previous;
    }
    assertThat(failed(single(shared))).contains("plan_autocorrelation", "plan_dispersion");
  }

  private static ArrivalSchedule single(long[] offsets) {
    byte[] zeros = new byte[offsets.length];
    return ArrivalSchedule.of(
        plan(Workload.singleStream(), 42, Optional.empty()),
        offsets,
        zeros,
        zeros,
        offsets[offsets.length - 1]);
  }
}
