package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalScheduleTest {
  private static final long SECOND = 1_000_000_000L;

  private static LoadPlan balanced(
      double ratePerSecond, long minDurationNanos, int minQueryCount, long seed) {
    return new LoadPlan(
        Workload.preset("balanced").orElseThrow(),
        ratePerSecond,
        minDurationNanos,
        minQueryCount,
        seed,
        Optional.empty());
  }

  @Test
  void schedule_endsWithTheFirstArrivalAtOrAfterTheMinimumDuration() {
    ArrivalSchedule schedule = ArrivalSchedule.of(balanced(30, 10 * SECOND, 1, 42));
    assertThat(schedule.lastNanos()).isGreaterThanOrEqualTo(10 * SECOND);
    assertThat(schedule.offsetNanos(schedule.count() - 2)).isLessThan(10 * SECOND);
    assertThat(schedule.nextNanos().getAsLong()).isGreaterThanOrEqualTo(schedule.lastNanos());
  }

  @Test
  void schedule_isExtendedForAllUntilEveryClassHasEnough() {
    // The rarest class has 1.5 requests per second, so 100 of them take over a minute.
    ArrivalSchedule schedule = ArrivalSchedule.of(balanced(30, 10 * SECOND, 100, 42));
    long fewest = Long.MAX_VALUE;
    for (int c = 0; c < 9; c++) {
      fewest = Math.min(fewest, schedule.count(c));
      // One horizon: no class stops long before the others.
      assertThat(schedule.nextNanos(c).getAsLong()).isGreaterThanOrEqualTo(schedule.lastNanos());
    }
    assertThat(fewest).isEqualTo(100);
    assertThat(schedule.count(schedule.classIndex(schedule.count() - 1))).isEqualTo(100);
  }

  @Test
  void schedule_isOrderedAndCompleteForManySeeds() {
    for (long seed = 0; seed < 50; seed++) {
      ArrivalSchedule schedule = ArrivalSchedule.of(balanced(200, 2 * SECOND, 1, seed));
      int total = 0;
      for (int c = 0; c < 9; c++) {
        total += schedule.count(c);
      }
      assertThat(total).isEqualTo(schedule.count());
      for (int i = 1; i < schedule.count(); i++) {
        assertThat(schedule.offsetNanos(i)).isGreaterThanOrEqualTo(schedule.offsetNanos(i - 1));
      }
      assertThat(schedule.offsetNanos(0)).as("an exponential first gap").isPositive();
    }
  }

  @Test
  void schedule_isTheSameForTheSameSeedOnly() {
    String first = ArrivalSchedule.of(balanced(30, 10 * SECOND, 1, 42)).sha256();
    assertThat(ArrivalSchedule.of(balanced(30, 10 * SECOND, 1, 42)).sha256()).isEqualTo(first);
    assertThat(ArrivalSchedule.of(balanced(30, 10 * SECOND, 1, 43)).sha256()).isNotEqualTo(first);
  }

  @Test
  void schedule_neverChangesBetweenReleases() {
    // If this fails, every stored schedule hash has lost its meaning: bump the schema and say so.
    assertThat(ArrivalSchedule.of(balanced(30, 10 * SECOND, 1, 42)).sha256())
        .isEqualTo("46649a5583ea14713760530f0b7cb64487d0a923f4a8cffe642ee770c536898d");
  }

  @Test
  void hash_coversOffsetClassModelAndTensorKey() throws Exception {
    ArrivalSchedule schedule = ArrivalSchedule.of(balanced(30, SECOND, 1, 42));
    List<Model> models = schedule.plan().workload().models();
    ByteBuffer bytes = ByteBuffer.allocate(24 * schedule.count());
    for (int i = 0; i < schedule.count(); i++) {
      bytes.putLong(schedule.offsetNanos(i));
      bytes.putInt(schedule.classIndex(i));
      bytes.putInt(models.indexOf(schedule.model(i)));
      bytes.putLong(schedule.tensorKey(i));
    }
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.array());
    assertThat(schedule.sha256()).isEqualTo(HexFormat.of().formatHex(digest));
  }

  @Test
  void urgentRequests_useOnlyResnet50_othersSevenInTen() {
    ArrivalSchedule schedule = ArrivalSchedule.of(balanced(2000, 20 * SECOND, 1, 42));
    long others = 0;
    long resnet50 = 0;
    for (int i = 0; i < schedule.count(); i++) {
      boolean isResnet50 = schedule.model(i).name().equals("resnet50");
      if (schedule.requestClass(i).slo().equals("urgent")) {
        assertThat(isResnet50).isTrue();
      } else {
        others++;
        resnet50 += isResnet50 ? 1 : 0;
      }
    }
    // Binomial(n, .7): five standard deviations.
    double bound = 5 * Math.sqrt(others * .7 * .3);
    assertThat((double) resnet50).isBetween(.7 * others - bound, .7 * others + bound);
  }

  @Test
  void classesBelowAHundredthPerSecond_areLeftOut() {
    // The smallest shares, .05, have 0.0075 per second.
    ArrivalSchedule schedule = ArrivalSchedule.of(balanced(.15, 100 * SECOND, 1, 42));
    assertThat(schedule.plan().skips(0)).isTrue();
    assertThat(schedule.count(0)).isZero();
    assertThat(schedule.count(1)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 42, -1, Long.MIN_VALUE, Long.MAX_VALUE})
  void arrivalSeeds_areDistinctPerClass(long seed) {
    Seeds seeds = new Seeds(seed);
    Set<Integer> distinct = new HashSet<>();
    for (int c = 0; c < 127; c++) {
      distinct.add(seeds.arrivals(c));
    }
    assertThat(distinct).hasSize(127);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e10})
  void plan_refusesRatesThatAreNone(double ratePerSecond) {
    assertThatThrownBy(() -> balanced(ratePerSecond, SECOND, 1, 42))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ratePerSecond must be positive")
        .hasMessageEndingWith(": " + ratePerSecond);
  }

  @Test
  void schedule_refusesAPlanThatNoArrayHolds() {
    LoadPlan plan = balanced(1e9, 10 * SECOND, 1, 42);
    assertThatThrownBy(() -> ArrivalSchedule.of(plan))
        .hasMessage("the plan would hold about 10000000000 requests; shorten it or lower its rate");
  }
}
