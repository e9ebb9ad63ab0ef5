package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.loadgen.RunListener.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitListenerTest {
  private static final RunLimits TWO_ERRORS =
      new RunLimits(
          OptionalLong.of(2),
          Optional.empty(),
          Optional.empty(),
          RunLimits.Saturation.OFF,
          Optional.empty(),
          RunLimits.Scope.POINT);

  private final List<String> stops = new ArrayList<>();

  private LimitListener listener(boolean cancels) {
    return new LimitListener(
        TWO_ERRORS, Optional.empty(), cancels, index -> 0, stop -> stops.add(stop.message()));
  }

  private static void hear(LimitListener listener, Event... events) {
    for (int i = 0; i < events.length; i++) {
      listener.heard(events[i], Phase.MEASURE, i, 10);
    }
  }

  @Test
  void cancelledRequests_areNoErrorsOfARunThatCancels() {
    LimitListener listener = listener(true);
    hear(listener, Event.CANCELLED, Event.CANCELLED, Event.CANCELLED, Event.FAILED);
    assertThat(stops).isEmpty();
    hear(listener, Event.COMPLETED, Event.FAILED);
    assertThat(stops).containsExactly("2 of 3 ended requests failed; the limit is 2");
  }

  @Test
  void cancelledRequests_areErrorsWhereNobodyAskedForThem() {
    hear(listener(false), Event.CANCELLED, Event.CANCELLED);
    assertThat(stops).containsExactly("2 of 2 ended requests failed; the limit is 2");
  }

  @Test
  void limitThatEndedTheIssuing_isNotToldTwice() {
    LimitListener listener = listener(false);
    RunEnding plan = new RunEnding("plan", "the plan was played out", "");
    assertThat(listener.told(plan, "answered"))
        .isEqualTo(new RunEnding("plan", "the plan was played out", "answered"));
    hear(listener, Event.FAILED, Event.FAILED);
    String message = "2 of 2 ended requests failed; the limit is 2";
    assertThat(listener.told(new RunEnding("errors", message, ""), "answered"))
        .isEqualTo(new RunEnding("errors", message, "answered"));
    assertThat(listener.told(plan, "answered").noticed()).contains(message);
  }

  @Test
  void otherPhases_areNotHeldAgainstTheLimits() {
    LimitListener listener = listener(false);
    listener.heard(Event.FAILED, Phase.WARMUP, 0, -10);
    listener.heard(Event.FAILED, Phase.COOLDOWN, 1, 10);
    assertThat(stops).isEmpty();
  }
}
