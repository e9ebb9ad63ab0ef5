package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.results.Commit;
import io.plumbline.results.Environment;
import io.plumbline.results.comparison.Trends.Trend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TrendsTest {
  private static final SeriesKey KEY = new SeriesKey("a.B.c", new TreeMap<>(), "time");

  /** Two forks a commit, a little above and below. */
  private static Side side(int number, String cpu, String warmup, double nanos) {
    Environment environment =
        new Environment(
            "",
            Optional.of(cpu),
            2,
            OptionalLong.empty(),
            "",
            "Vendor 17",
            List.of(),
            1,
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
    Series series =
        Series.measured(
            KEY,
            Quantity.NANOS_PER_OPERATION,
            List.of(List.of(nanos * 1.01), List.of(nanos / 1.01)),
            Map.of("warm-up", warmup));
    return new Side(
        "c" + number,
        Optional.of(new Commit("c" + number, Optional.empty(), Instant.EPOCH, false)),
        List.of(environment),
        List.of(series),
        List.of());
  }

  /** Levels of 100 ns that lie a little apart. */
  private static double wobble(int i) {
    return 100 + (i * 7) % 5 * .2;
  }

  @Test
  void step_isToldAtItsCommitWithItsRatio() {
    List<Side> history = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      history.add(side(i, "cpu", "1", wobble(i) * (i < 14 ? 1 : 1.2)));
    }

    Trend trend = Trends.of(history).trends().get(0);

    assertThat(trend.steps()).hasSize(1);
    assertThat(trend.steps().get(0).point()).isEqualTo(14);
    assertThat(trend.steps().get(0).ratio()).isCloseTo(1.2, within(.005));
    assertThat(trend.points().get(0).mean()).isCloseTo(100, within(1e-9));
    assertThat(trend.points().get(0).forks()).hasSize(2);
    assertThat(trend.doubt()).isEmpty();
  }

  @Test
  void fewCommits_sayWhatTheyNeed() {
    List<Side> history = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      history.add(side(i, "cpu", "1", i < 5 ? 100 : 200));
    }

    assertThat(Trends.of(history).trends().get(0).doubt()).contains("needs 10 commits: 9");
  }

  @Test
  void otherMachines_areLeftOutAndCounted() {
    List<Side> history =
        List.of(side(0, "old", "1", 50), side(1, "cpu", "1", 100), side(2, "cpu", "1", 100));

    Trends trends = Trends.of(history);

    assertThat(trends.otherMachines()).isEqualTo(1);
    assertThat(trends.commits()).extracting(Commit::id).containsExactly("c1", "c2");
  }

  @Test
  void whatWasMeasuredOtherwise_isNoPoint() {
    List<Side> history =
        List.of(side(0, "cpu", "9", 50), side(1, "cpu", "1", 100), side(2, "cpu", "1", 100));

    assertThat(Trends.of(history).trends().get(0).points())
        .extracting(Trends.Point::commit)
        .containsExactly(1, 2);
  }

  @Test
  void noHistory_hasNoTrends() {
    assertThat(Trends.of(List.of()).trends()).isEmpty();
  }

  @Test
  void longHistory_isCutAndSaysSo() {
    List<Side> history = new ArrayList<>();
    for (int i = 0; i < Trends.MOST_COMMITS + 5; i++) {
      history.add(side(i, "cpu", "1", wobble(i)));
    }

    Trends trends = Trends.of(history);

    assertThat(trends.older()).isEqualTo(5);
    assertThat(trends.commits()).hasSize(Trends.MOST_COMMITS);
    assertThat(trends.commits().get(0).id()).isEqualTo("c5");
  }
}
