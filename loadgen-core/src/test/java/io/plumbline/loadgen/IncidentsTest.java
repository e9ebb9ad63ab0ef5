package io.plumbline.loadgen;

import static io.plumbline.loadgen.Rows.MILLI_NANOS;
import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.loadgen.GeneratorHealth.Pause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What befell the target, from recordings made by hand: a request every 100 ms, for ten seconds.
 */
class IncidentsTest {
  private interface Fate {
    void add(Rows rows, long atMs);
  }

  private static Recording recording(Fate fate) {
    Rows rows = new Rows();
    for (long atMs = 0; atMs < 10_000; atMs += 100) {
      fate.add(rows, atMs);
    }
    return rows.until(12_000);
  }

  private static List<String> texts(Recording recording, Optional<GeneratorHealth> health) {
    return Incidents.of(recording, health).stream().map(Incident::text).toList();
  }

  private static Optional<GeneratorHealth> health(
      Map<HealthReading, Double> readings, Pause... standstills) {
    return Optional.of(new GeneratorHealth(1, readings, List.of(standstills), List.of()));
  }

  private static Recording answered() {
    return recording((rows, atMs) -> rows.ok(atMs, atMs + 10));
  }

  /** Nothing is answered from 4.0 to 6.0 s. */
  private static Recording silent() {
    return recording((rows, atMs) -> rows.ok(atMs, atMs >= 4000 && atMs < 6000 ? 6000 : atMs + 10));
  }

  @Test
  void answersAsUsual_areNoIncident() {
    assertThat(Incidents.of(answered(), Optional.empty())).isEmpty();
  }

  @Test
  void silence_isToldWithItsTimeAndWhatWasOut() {
    // The first unanswered request left at 4.0 s; the last of 20 at 5.9 s.
    assertThat(Incidents.of(silent(), Optional.empty()))
        .containsExactly(
            new Incident(
                "silent",
                4000 * MILLI_NANOS,
                6000 * MILLI_NANOS,
                "no answer for 2.0 s from 4.0 s on while 20 were outstanding: the target (or the"
                    + " way to it) stood still"));
  }

  @Test
  void silenceWhileTheGeneratorStoodStill_isNotTheTargets() {
    Pause own = new Pause(4100 * MILLI_NANOS, 1800 * MILLI_NANOS);
    assertThat(texts(silent(), health(Map.of(), own))).isEmpty();
    Pause brief = new Pause(4100 * MILLI_NANOS, 100 * MILLI_NANOS);
    assertThat(texts(silent(), health(Map.of(), brief))).hasSize(1);
  }

  @Test
  void silenceUntilTheEnd_lastsAsLongAsTheDrain() {
    Recording recording =
        recording(
            (rows, atMs) -> {
              if (atMs < 9000) {
                rows.ok(atMs, atMs + 10);
              } else {
                rows.add(atMs, atMs, -1, RequestStatus.UNFINISHED, 0);
              }
            });
    assertThat(texts(recording, Optional.empty()))
        .singleElement()
        .asString()
        .startsWith("no answer for 3.0 s from 9.0 s on while 10 were outstanding");
  }

  /** From 4 s to 8 s nothing is answered, and every request is given up on. */
  private static Recording stopped(long timeoutMs, RequestStatus givenUpAs) {
    return recording(
        (rows, atMs) -> {
          boolean timesOut = atMs >= 4000 && atMs < 8000 - timeoutMs;
          if (timesOut) {
            rows.add(atMs, atMs, atMs + timeoutMs, givenUpAs, 0);
          } else {
            rows.ok(atMs, Math.max(atMs + 10, atMs < 4000 ? 0 : 8000));
          }
        });
  }

  @Test
  void ownTimeouts_breakNoSilence() {
    // Of 1 s: ten are out at a time from 5 s on.
    assertThat(texts(stopped(1000, RequestStatus.DEADLINE_EXCEEDED), Optional.empty()))
        .singleElement()
        .asString()
        .startsWith("no answer for 4.0 s from 4.0 s on while 10 were outstanding");
    // Of 300 ms: three.
    assertThat(texts(stopped(300, RequestStatus.DEADLINE_EXCEEDED), Optional.empty()))
        .singleElement()
        .asString()
        .startsWith("no answer for 4.0 s from 4.0 s on while 3 were outstanding");
  }

  @Test
  void schedulersOwnRefusals_areAnswers() {
    // Overloaded from 4 s on: what waited a second is refused as late, and nothing is served.
    Recording overloaded =
        recording(
            (rows, atMs) -> {
              if (atMs < 4000) {
                rows.ok(atMs, atMs + 10);
              } else {
                rows.refusedLate(atMs, atMs + 1000);
              }
            });
    // The first refusal comes at 5.0 s, and then one every 100 ms.
    assertThat(texts(overloaded, Optional.empty()))
        .singleElement()
        .asString()
        .startsWith("no answer for 1.0 s from 4.0 s on while 10 were outstanding");
    Recording prompt =
        recording(
            (rows, atMs) -> {
              if (atMs < 4000) {
                rows.ok(atMs, atMs + 10);
              } else {
                rows.refusedLate(atMs, atMs + 350);
              }
            });
    assertThat(texts(prompt, Optional.empty())).isEmpty();
  }

  @Test
  void cancellations_areAnswersUnlessTheRunAskedForThem() {
    assertThat(texts(stopped(300, RequestStatus.CANCELLED), Optional.empty())).isEmpty();

    // From 4 to 8 s nothing is answered, and the run gives up on every other request after 300 ms.
    Rows rows = new Rows().cancelling();
    for (long atMs = 0; atMs < 10_000; atMs += 100) {
      if (atMs / 100 % 2 == 1) {
        rows.add(atMs, atMs, atMs + 300, RequestStatus.CANCELLED, 0);
      } else {
        rows.ok(atMs, atMs >= 4000 && atMs < 8000 ? 8000 : atMs + 10);
      }
    }
    // Every 200 ms one is out that is not cancelled: 20 in these 4 s.
    assertThat(texts(rows.until(12_000), Optional.empty()))
        .singleElement()
        .asString()
        .startsWith("no answer for 4.0 s from 4.0 s on while 20 were outstanding");

    // One is slow, and the two beside it were never left to be answered.
    Rows slow = new Rows().cancelling().ok(0, 5).ok(10, 3000);
    slow.add(20, 20, 2000, RequestStatus.CANCELLED, 0);
    slow.add(30, 30, 2000, RequestStatus.CANCELLED, 0);
    assertThat(texts(slow.until(4000), Optional.empty())).isEmpty();
  }

  @Test
  void timeInWhichNothingIsOut_isNoSilence() {
    // Five are given up on at 1 s; the next request comes a minute later and is answered.
    Rows rows = new Rows();
    for (int i = 0; i < 5; i++) {
      rows.add(0, 0, 1000, RequestStatus.DEADLINE_EXCEEDED, 0);
    }
    assertThat(texts(rows.ok(60_000, 60_010).until(61_000), Optional.empty()))
        .singleElement()
        .asString()
        .startsWith("no answer for 1.0 s from 0.0 s on while 5 were outstanding");
  }

  @Test
  void slowTarget_isNotASilentOne() {
    // 300 ms each: half a second without an answer would be nothing unusual.
    Recording recording =
        recording((rows, atMs) -> rows.ok(atMs, (atMs + 1299) / 1000 * 1000 + 300));
    assertThat(texts(recording, Optional.empty())).isEmpty();
  }

  @Test
  void oneSlowRequest_isNotASilentTarget() {
    Recording recording = new Rows().ok(0, 5).ok(10, 15).ok(20, 3000).until(4000);
    assertThat(texts(recording, Optional.empty())).isEmpty();
  }

  @Test
  void silenceOnOneChannel_isThatConnections() {
    Recording recording =
        recording(
            (rows, atMs) -> {
              int channel = (int) (atMs / 100 % 2);
              boolean stalled = channel == 1 && atMs >= 4000 && atMs < 5000;
              rows.add(atMs, atMs, stalled ? 5000 : atMs + 10, RequestStatus.OK, channel);
            });
    assertThat(texts(recording, Optional.empty()))
        .containsExactly(
            "no answer on channel 1 for 0.9 s from 4.1 s on while 5 were outstanding: that"
                + " connection stood still, the others did not");
  }

  @Test
  void refusals_areToldWithWhatCameAfter() {
    Fate refused =
        (rows, atMs) -> {
          if (atMs >= 3000 && atMs < 4200) {
            rows.add(atMs, atMs, atMs + 1, RequestStatus.UNAVAILABLE, 0);
          } else {
            rows.ok(atMs, atMs + 10);
          }
        };
    assertThat(texts(recording(refused), Optional.empty()))
        .containsExactly(
            "connections broke or were refused from 3.0 to 4.1 s (12 UNAVAILABLE), then the target"
                + " answered again");
    Fate gone =
        (rows, atMs) -> {
          if (atMs >= 3000) {
            rows.add(atMs, atMs, atMs + 1, RequestStatus.UNAVAILABLE, 0);
          } else {
            rows.ok(atMs, atMs + 10);
          }
        };
    assertThat(texts(recording(gone), Optional.empty()))
        .containsExactly(
            "connections broke or were refused from 3.0 to 9.9 s (70 UNAVAILABLE), and the target"
                + " did not come back");
  }

  @Test
  void lostPackets_areToldIfTheyAreMoreThanAnyHostHas() {
    assertThat(
            texts(
                answered(),
                health(
                    Map.of(HealthReading.TCP_SENT, 4000.0, HealthReading.TCP_RETRANSMITTED, 40.0))))
        .containsExactly(
            "40 of the 4000 TCP segments that this host sent meanwhile were sent again: packets"
                + " were lost, on this run's way or on another's");
    assertThat(
            texts(
                answered(),
                health(
                    Map.of(HealthReading.TCP_SENT, 4001.0, HealthReading.TCP_RETRANSMITTED, 40.0))))
        .isEmpty();
  }
}
