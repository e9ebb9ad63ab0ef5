package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

class RateLadderTest {

  private static List<Double> climb(RateLadder ladder, DoublePredicate holds) {
    List<Double> tried = new ArrayList<>();
    for (OptionalDouble next = ladder.next(); next.isPresent(); next = ladder.next()) {
      tried.add(next.getAsDouble());
      ladder.told(holds.test(next.getAsDouble()));
    }
    return tried;
  }

  @Test
  void ladder_climbsWhileRatesHold_andThenNarrowsTheGap() {
    RateLadder ladder = new RateLadder(100, 2, 1000, false, 2);
    // 400 does not hold; sqrt(200 * 400) = 283 does; sqrt(283 * 400) = 336 does not.
    assertThat(climb(ladder, rate -> rate < 300))
        .containsExactly(100.0, 200.0, 400.0, 283.0, 336.0);
    assertThat(ladder.highest()).hasValue(283);
  }

  @Test
  void ladder_endsAtItsLastRate() {
    RateLadder ladder = new RateLadder(100, 2, 400, true, 2);
    assertThat(climb(ladder, rate -> true)).containsExactly(100.0, 200.0, 400.0);
    assertThat(ladder.highest()).hasValue(400);
  }

  @Test
  void rateThatHoldsTheSecondTime_holds() {
    RateLadder ladder = new RateLadder(100, 2, 200, true, 0);
    ladder.told(false);
    assertThat(ladder.next()).hasValue(100);
    ladder.told(true);
    assertThat(ladder.next()).hasValue(200);
    ladder.told(false);
    ladder.told(false);
    assertThat(ladder.next()).isEmpty();
    assertThat(ladder.highest()).hasValue(100);
  }

  @Test
  void firstRateThatDoesNotHold_leavesNoAnswer() {
    RateLadder ladder = new RateLadder(100, 2, 1000, false, 2);
    assertThat(climb(ladder, rate -> false)).containsExactly(100.0);
    assertThat(ladder.highest()).isEmpty();
  }

  @Test
  void ladderWithoutSteps_isRefused() {
    assertThatThrownBy(() -> new RateLadder(100, 1, 1000, false, 0))
        .hasMessage("a ladder needs 0 < first <= last and factor > 1: 100.0, 1000.0, 1.0");
  }
}
