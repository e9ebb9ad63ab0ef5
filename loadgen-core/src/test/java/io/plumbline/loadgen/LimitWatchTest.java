package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.loadgen.RunLimits.ErrorRate;
import io.plumbline.loadgen.RunLimits.Saturation;
import io.plumbline.loadgen.RunLimits.Scope;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LimitWatchTest {
  private static final long SECOND = 1_000_000_000L;

  private static RunLimits limits(
      OptionalLong errors, Optional<ErrorRate> recent, Optional<ErrorRate> total, Scope scope) {
    return new RunLimits(errors, recent, total, Saturation.OFF, Optional.empty(), scope);
  }

  private static RunLimits rates(Optional<ErrorRate> recent, Optional<ErrorRate> total) {
    return limits(OptionalLong.empty(), recent, total, Scope.SWEEP);
  }

  private static LimitWatch watch(RunLimits limits) {
    return new LimitWatch(limits, Optional.empty());
  }

  /** Ends a request for each letter, {@code .} well and {@code x} badly; the stop after them. */
  private static Optional<StopReason> end(LimitWatch watch, String outcomes) {
    Optional<StopReason> stop = Optional.empty();
    for (int i = 0; i < outcomes.length(); i++) {
      watch.offered(0);
      stop = watch.ended(0, outcomes.charAt(i) == '.', 1_000_000);
    }
    return stop;
  }

  @Test
  void noLimit_neverStops() {
    LimitWatch watch = watch(RunLimits.NONE);
    assertThat(end(watch, "x".repeat(1000))).isEmpty();
    assertThat(watch.tick(1000 * SECOND)).isEmpty();
  }

  @Test
  void errors_stopAsMuchAsAsked() {
    LimitWatch watch =
        watch(limits(OptionalLong.of(3), Optional.empty(), Optional.empty(), Scope.SWEEP));
    assertThat(end(watch, "..x.x...")).isEmpty();
    assertThat(end(watch, "x"))
        .contains(
            new StopReason(
                "errors", 3, 3, "1", "3 of 9 ended requests failed; the limit is 3", Scope.SWEEP));
  }

  @Test
  void firstReason_staysTheAnswer() {
    LimitWatch watch =
        watch(
            limits(
                OptionalLong.of(1),
                Optional.of(new ErrorRate(.2, 4)),
                Optional.empty(),
                Scope.POINT));
    end(watch, "..x");
    assertThat(end(watch, "....").map(StopReason::limit)).contains("errors");
  }

  @Test
  void recentErrorRate_looksAtTheLastRequestsOnly() {
    // Stops at 2 of the last 4, and not before 4 have ended.
    LimitWatch watch = watch(rates(Optional.of(new ErrorRate(.5, 4)), Optional.empty()));
    assertThat(end(watch, "xx")).isEmpty();
    // x x . . has 2 of 4.
    LimitWatch early = watch(rates(Optional.of(new ErrorRate(.5, 4)), Optional.empty()));
    assertThat(end(early, "xx.")).isEmpty();
    assertThat(end(early, ".").map(StopReason::value)).contains(.5);

    // One in four all the time: no four in a row ever hold two.
    LimitWatch steady = watch(rates(Optional.of(new ErrorRate(.5, 4)), Optional.empty()));
    assertThat(end(steady, "x...".repeat(100))).isEmpty();
    // The last four are now . . . x, then . . x x.
    assertThat(end(steady, "x")).isEmpty();
    assertThat(end(steady, "x"))
        .contains(
            new StopReason(
                "error_rate_recent",
                .5,
                .5,
                "1",
                "2 of the last 4 ended requests failed; the limit is a share of 0.5",
                Scope.SWEEP));
  }

  @Test
  void totalErrorRate_waitsForItsMinimumAndForgetsNothing() {
    LimitWatch watch = watch(rates(Optional.empty(), Optional.of(new ErrorRate(.3, 10))));
    // 4 of 9 would be too many, but 10 have to end first; then it is 4 of 10.
    assertThat(end(watch, "xxxx.....")).isEmpty();
    assertThat(end(watch, ".").map(StopReason::message))
        .contains("4 of all 10 ended requests failed; the limit is a share of 0.3");

    LimitWatch reached = watch(rates(Optional.empty(), Optional.of(new ErrorRate(.3, 10))));
    // 2 of 9, then 3 of 10, which is the limit exactly although .3 * 10 is a little more than 3.
    assertThat(end(reached, "xx.......")).isEmpty();
    assertThat(end(reached, "x")).isPresent();

    LimitWatch diluted = watch(rates(Optional.empty(), Optional.of(new ErrorRate(.3, 10))));
    assertThat(end(diluted, "..........".repeat(10) + "x".repeat(42))).isEmpty();
    // 43 of 143 is .3007.
    assertThat(end(diluted, "x")).isPresent();
  }

  @Test
  void monitoredSaturation_isNoticedAndGoesOn() {
    SimulatedQueue overloaded =
        SaturationTable.run("steady", SaturationTable.QUEUES.get(0), 2, 1.5, 20);
    RunLimits monitor =
        new RunLimits(
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Saturation.MONITOR,
            Optional.empty(),
            Scope.POINT);
    SimulatedQueue.Found found = overloaded.play(1, monitor);
    assertThat(found.stop()).isEmpty();
    assertThat(found.noticed().map(StopReason::limit)).contains("saturation_backlog");
    assertThat(overloaded.play(1, SaturationTable.ENFORCED).stop()).isEqualTo(found.noticed());
  }

  @Test
  void precision_isOfWhatIsPrintedWhereSomeAreGivenUp() {
    // Two of three are given up on, and rank above the third: the median is among them.
    RunLimits median =
        new RunLimits(
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            Saturation.OFF,
            Optional.of(RunLimits.Precision.of(.5, .02)),
            Scope.POINT);
    assertThat(stopAfterCancelling(median, 2)).isEmpty();
    // One of three: it is the quantile .75 of the others, so 1.75 ms of 1 to 2.
    assertThat(stopAfterCancelling(median, 1).map(StopReason::message).orElse(""))
        .startsWith("quantile 0.5 of the response times is 1.7");
  }

  /** Of every three requests so many are given up on; the others take 1 to 2 ms. */
  private static Optional<StopReason> stopAfterCancelling(RunLimits limits, int ofThree) {
    LimitWatch watch = watch(limits);
    SplittableRandom random = new SplittableRandom(1);
    Optional<StopReason> stop = Optional.empty();
    for (int i = 0; i < 30_000 && stop.isEmpty(); i++) {
      watch.offered(0);
      stop =
          random.nextInt(3) < ofThree
              ? watch.givenUp(0)
              : watch.ended(0, true, 1_000_000 + random.nextLong(1_000_000));
    }
    return stop;
  }

  @Test
  void saturation_needsAPlan() {
    assertThatThrownBy(() -> watch(SaturationTable.ENFORCED))
        .hasMessage("saturation ENFORCE needs an open-loop plan");
  }

  @Test
  void limits_refuseWhatCannotBeMeant() {
    assertThatThrownBy(() -> new ErrorRate(0, 30))
        .hasMessage("an error rate must be above 0 and at most 1: 0.0");
    assertThatThrownBy(() -> new ErrorRate(Double.NaN, 30)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new ErrorRate(.1, 0)).hasMessageContaining("at least 1 request");
    assertThatThrownBy(() -> rates(Optional.of(new ErrorRate(.1, 2_000_000)), Optional.empty()))
        .hasMessageContaining("at most 1000000 requests: 2000000");
    assertThatThrownBy(
            () -> limits(OptionalLong.of(0), Optional.empty(), Optional.empty(), Scope.POINT))
        .hasMessage("maxErrors must be at least 1: 0");
    assertThatThrownBy(() -> RunLimits.Precision.of(1, .05))
        .hasMessage("quantile must be above 0 and below 1: 1.0");
    assertThatThrownBy(() -> RunLimits.Precision.of(.99, 0))
        .hasMessage("relativeHalfWidth must be above 0 and below 1: 0.0");
  }

  @Test
  void plannedLoad_countsWhatIsDue() {
    byte[] zeros = new byte[4];
    LoadPlan plan = new LoadPlan(Workload.singleStream(), 1, SECOND, 1, 42, Optional.empty());
    PlannedLoad planned =
        PlannedLoad.of(ArrivalSchedule.of(plan, new long[] {5, 10, 10, 20}, zeros, zeros, 21));
    assertThat(planned.dueBy(4)).isZero();
    assertThat(planned.dueBy(5)).isEqualTo(1);
    assertThat(planned.dueBy(10)).isEqualTo(3);
    assertThat(planned.dueBy(19)).isEqualTo(3);
    assertThat(planned.dueBy(20)).isEqualTo(4);
    assertThat(planned.lastNanos()).isEqualTo(20);
  }
}
