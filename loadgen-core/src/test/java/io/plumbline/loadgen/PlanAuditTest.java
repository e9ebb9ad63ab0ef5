package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanAuditTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Workload BALANCED = Workload.preset("balanced").orElseThrow();
  private static final Model MODEL = new Model("m", List.of(1));

  private static LoadPlan plan(
      Workload workload, String arrivals, double seconds, int minQueryCount, long seed) {
    return new LoadPlan(
        workload,
        Arrivals.parse(arrivals),
        100,
        (long) (seconds * SECOND),
        minQueryCount,
        seed,
        Optional.empty());
  }

  private static Workload twoClasses(Optional<Arrivals> first, Optional<Arrivals> second) {
    List<ModelShare> models = List.of(new ModelShare(MODEL, 1));
    return new Workload(
        "two",
        List.of(
            new RequestClass(1, "a", SECOND, .6, models, first, List.of()),
            new RequestClass(2, "a", SECOND, .4, models, second, List.of())));
  }

  private static List<String> failed(ArrivalSchedule schedule) {
    return PlanAudit.of(schedule).stream().filter(c -> !c.passed()).map(Check::name).toList();
  }

  private static long alarms(int seeds, Workload workload, String arrivals, int minQueryCount) {
    return LongStream.range(0, seeds)
        .parallel()
        .filter(
            seed ->
                !failed(ArrivalSchedule.of(plan(workload, arrivals, 6, minQueryCount, seed)))
                    .isEmpty())
        .count();
  }

  /** At most 1 in 1000 by design, so 10 in 10,000; Poisson(10) exceeds 25 with 2e-5. */
  @Test
  void audit_raisesFewFalseAlarms() {
    assertThat(alarms(10_000, BALANCED, "poisson", 1)).isLessThanOrEqualTo(25);
  }

  /** 2 expected at most; Poisson(2) exceeds 9 with 5e-5. */
  @ParameterizedTest
  @CsvSource({
    "poisson, 60",
    "poisson:initial-burst, 1",
    "constant, 1",
    "constant, 60",
    "gamma:0.5, 1",
    "gamma:2.5, 1",
    "gamma:2.5, 60",
    "gamma:6, 1",
    "'burst:1,2,3', 1",
    "'ramp:0.2,2,5', 60",
    "'steps:0.5x2,0x1,2x2', 1"
  })
  void audit_raisesFewFalseAlarmsWhateverTheShape(String arrivals, int minQueryCount) {
    Workload two = twoClasses(Optional.empty(), Optional.empty());
    assertThat(alarms(2000, two, arrivals, minQueryCount * 10)).isLessThanOrEqualTo(9);
  }

  @Test
  void audit_raisesFewFalseAlarmsWhereClassesHaveTheirShapes() {
    Workload mixed =
        twoClasses(
            Optional.of(Arrivals.parse("burst:1,1,3")), Optional.of(Arrivals.parse("gamma:2")));
    assertThat(alarms(2000, mixed, "poisson", 1)).isLessThanOrEqualTo(9);
  }

  @Test
  void audit_asksNothingOfTheTotalOfLoadGensStreams() {
    ArrivalSchedule lockStep =
        ArrivalSchedule.of(
            new LoadPlan(
                BALANCED, 100, 30 * SECOND, 1, 42, Optional.of(new LoadPlan.LoadGenStreams(7, 0))));
    assertThat(failed(lockStep)).isEmpty();
    assertThat(PlanAudit.of(lockStep))
        .extracting(Check::reason)
        .noneMatch(r -> r.contains("total"));
  }

  /** LoadGen's streams of one seed, taken for a sum of independent ones. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 42})
  void audit_findsOneSeedInNineClasses(long seed) {
    ArrivalSchedule lockStep =
        ArrivalSchedule.of(
            new LoadPlan(
                BALANCED,
                100,
                30 * SECOND,
                1,
                42,
                Optional.of(new LoadPlan.LoadGenStreams(seed, 0))));
    byte[] classes = new byte[lockStep.count()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) lockStep.classIndex(i);
    }
    ArrivalSchedule claimed =
        schedule(plan(BALANCED, "poisson", 30, 1, 42), lockStep.allOffsetsNanos(), classes);
    assertThat(failed(claimed)).contains("plan_gaps");
  }

  private static long[] poisson(String arrivals, double seconds, long seed) {
    return ArrivalSchedule.of(plan(Workload.singleStream(), arrivals, seconds, 1, seed))
        .allOffsetsNanos();
  }

  private static List<String> failed(String arrivals, long[] offsets) {
    return failed(
        schedule(
            plan(Workload.singleStream(), arrivals, 30, 1, 42), offsets, new byte[offsets.length]));
  }

  private static ArrivalSchedule schedule(LoadPlan plan, long[] offsets, byte[] classes) {
    return ArrivalSchedule.of(
        plan, offsets, classes, new byte[offsets.length], ArrivalStream.NEVER);
  }

  /** Cut like a plan of 30 s: the last arrival is the first at or after that. */
  private static long[] endedAt30Seconds(LongStream offsets) {
    long[] all = offsets.toArray();
    int n = 0;
    while (n < all.length && all[n] < 30 * SECOND) {
      n++;
    }
    return Arrays.copyOf(all, Math.min(all.length, n + 1));
  }

  @Test
  void audit_findsEveryDepartureFromPoisson() {
    // 3000 arrivals in 30 s at 100/s, by hand.
    long[] regular = new long[3000];
    Arrays.setAll(regular, i -> (i + 1) * 10_000_000L);
    assertThat(failed("poisson", regular)).contains("plan_gaps", "plan_dispersion");
    for (long seed = 0; seed < 10; seed++) {
      long[] poisson = poisson("poisson", 30, seed);
      assertThat(failed("poisson", poisson)).isEmpty();

      long[] tooFew = Arrays.copyOf(poisson, poisson.length * 3 / 4);
      tooFew[tooFew.length - 1] = 30 * SECOND;
      assertThat(failed("poisson", tooFew)).contains("plan_count", "plan_drift");

      // A drift from 0.7 to 1.3 times the rate.
      assertThat(
              failed(
                  "poisson", endedAt30Seconds(LongStream.of(poisson("ramp:0.7,1.3,30", 30, seed)))))
          .contains("plan_drift");

      // Every second arrival of a process of twice the rate: right in number, too regular.
      long[] twice = poisson("steps:2x1", 30, seed);
      long[] thinned = new long[twice.length / 2];
      Arrays.setAll(thinned, i -> twice[2 * i + 1]);
      assertThat(failed("poisson", endedAt30Seconds(LongStream.of(thinned))))
          .contains("plan_gaps", "plan_dispersion");

      // Rounded to a clock of two milliseconds.
      assertThat(
              failed(
                  "poisson",
                  endedAt30Seconds(LongStream.of(poisson).map(n -> n / 2_000_000 * 2_000_000))))
          .contains("plan_gaps");

      assertThat(failed("poisson", endedAt30Seconds(LongStream.of(poisson("gamma:1.3", 40, seed)))))
          .contains("plan_gaps");
    }
  }

  /** Workers that draw from one seed: every gap is used as often as there are workers. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 10})
  void audit_findsOneSeedInSeveralWorkers(int workers) {
    for (long seed = 0; seed < 10; seed++) {
      long[] poisson = poisson("poisson", 40, seed);
      long[] shared = new long[poisson.length];
      long previous = 0;
      for (int i = 0; i < shared.length; i++) {
        int k = i / workers;
        previous += poisson[k] - (k == 0 ? 0 : poisson[k - 1]);
        shared[i] = previous;
      }
      assertThat(failed("poisson", endedAt30Seconds(LongStream.of(shared))))
          .contains("plan_autocorrelation");
    }
  }

  @Test
  void audit_holdsEveryShapeAgainstItself() {
    long[] burst = poisson("burst:1,4,5", 30, 1);
    assertThat(failed("burst:1,4,5", burst)).isEmpty();
    assertThat(failed("burst:1,4,4", burst)).contains("plan_count");
    assertThat(failed("poisson", burst)).contains("plan_dispersion", "plan_count");
    assertThat(failed("spike:10,2,8", poisson("spike:12,2,8", 30, 1))).contains("plan_drift");
    assertThat(failed("ramp:0.2,1,30", poisson("ramp:1,0.2,30", 30, 1))).contains("plan_drift");

    assertThat(failed("gamma:2", poisson("gamma:2", 30, 1))).isEmpty();
    assertThat(failed("gamma:2", poisson("gamma:1.6", 30, 1))).contains("plan_gaps");
    assertThat(failed("gamma:1", poisson("poisson", 30, 1))).isEmpty();
  }

  @Test
  void audit_wantsAnExactGrid() {
    long[] grid = poisson("constant", 30, 1);
    assertThat(failed("constant", grid)).isEmpty();
    long[] late = grid.clone();
    late[17] += 2;
    assertThat(failed("constant", late)).containsExactly("plan_grid");
    // Gaps rounded to microseconds, added up: a third of one is lost each time.
    long[] drifting = new long[3000];
    Arrays.setAll(drifting, i -> (i + 1) * 9_999_000L);
    assertThat(failed("constant", drifting)).containsExactly("plan_grid");
  }

  @Test
  void audit_wantsTheInitialBurst() {
    long[] without = poisson("poisson", 30, 1);
    assertThat(failed("poisson:initial-burst", without)).contains("plan_initial_burst");
    assertThat(failed("poisson:initial-burst", poisson("poisson:initial-burst", 30, 1))).isEmpty();
  }

  @Test
  void audit_wantsIndependentMarks() {
    Workload two = twoClasses(Optional.empty(), Optional.empty());
    LoadPlan plan = plan(two, "constant", 30, 1, 42);
    long[] grid = ArrivalSchedule.of(plan).allOffsetsNanos();
    assertThat(failed(ArrivalSchedule.of(plan))).isEmpty();
    byte[] turnByTurn = new byte[grid.length];
    for (int i = 0; i < grid.length; i++) {
      turnByTurn[i] = (byte) (i % 5 < 3 ? 0 : 1); // The right shares.
    }
    assertThat(failed(schedule(plan, grid, turnByTurn))).containsExactly("plan_classes");
    assertThat(failed(schedule(plan, grid, new byte[grid.length]))).containsExactly("plan_classes");
  }

  @Test
  void audit_comparesAReplayWithItsTrace() {
    RecordedArrivals.Builder rows = new RecordedArrivals.Builder();
    rows.add(5, 0, -1);
    rows.add(9, 1, 0);
    LoadPlan plan = LoadPlan.replay(BALANCED, new Arrivals.Trace("f", 1, rows.build()), 42);
    assertThat(PlanAudit.of(ArrivalSchedule.of(plan)))
        .extracting(Check::name)
        .containsExactly("plan_trace");
    assertThat(failed(ArrivalSchedule.of(plan))).isEmpty();
    assertThat(failed(schedule(plan, new long[] {5, 10}, new byte[] {0, 1})))
        .containsExactly("plan_trace");
  }
}
