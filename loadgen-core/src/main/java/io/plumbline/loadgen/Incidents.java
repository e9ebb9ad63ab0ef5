package io.plumbline.loadgen;

import io.plumbline.loadgen.GeneratorHealth.Pause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;

/**
 * Finds in the rows of a run what befell its target: that it fell silent, that it could not be
 * reached, that packets to it were lost.
 *
 * <p>Pure. What the generator's own standstills explain is not the target's.
 */
final class Incidents {
  private static final double SECOND = 1e9;

  /** Shorter silences are the business of percentiles. */
  private static final double LEAST_SILENCE_NANOS = 5e8;

  /** A silence is one only if requests usually end much faster. */
  private static final double SERVICE_TIMES = 10;

  /** One slow request is not a silent target. */
  private static final int LEAST_OUTSTANDING = 3;

  private static final int LEAST_UNREACHABLE = 3;

  /** Longer than a client waits before it tries to connect again, at first. */
  private static final double UNREACHABLE_GAP_NANOS = 2e9;

  /**
   * Below that, segments are sent again on any host: a side that is busy acknowledges late, and the
   * other takes its packets for lost.
   */
  private static final double LEAST_RETRANSMITTED = 20;

  private static final double LEAST_RETRANSMITTED_SHARE = .01;
  private static final int MOST_PER_KIND = 5;

  private final Recording recording;
  private final Optional<GeneratorHealth> health;
  private final double silenceNanos;

  private Incidents(Recording recording, Optional<GeneratorHealth> health) {
    this.recording = recording;
    this.health = health;
    this.silenceNanos =
        Math.max(LEAST_SILENCE_NANOS, SERVICE_TIMES * medianServiceNanos(recording));
  }

  /** All of them, in order of time. */
  static List<Incident> of(Recording recording, Optional<GeneratorHealth> health) {
    Incidents incidents = new Incidents(recording, health);
    List<Incident> found = new ArrayList<>();
    List<Incident> silences = incidents.silences(i -> true, "");
    found.addAll(silences);
    if (silences.isEmpty()) {
      found.addAll(incidents.silentChannels());
    }
    found.addAll(incidents.unreachable());
    incidents.lostPackets().ifPresent(found::add);
    found.sort(Comparator.comparingLong(Incident::fromNanos));
    return found;
  }

  private static double medianServiceNanos(Recording recording) {
    long[] service = new long[recording.count()];
    int size = 0;
    for (int i = 0; i < recording.count(); i++) {
      if (recording.status(i) == RequestStatus.OK) {
        service[size++] = recording.doneNanos(i).getAsLong() - recording.sentNanos(i).getAsLong();
      }
    }
    Arrays.sort(service, 0, size);
    return size == 0 ? 0 : service[size / 2];
  }

  private List<Incident> silentChannels() {
    TreeSet<Integer> channels = new TreeSet<>();
    for (int i = 0; i < recording.count(); i++) {
      recording.channel(i).ifPresent(channels::add);
    }
    List<Incident> found = new ArrayList<>();
    for (int channel : channels) {
      found.addAll(
          silences(i -> recording.channel(i).orElse(-1) == channel, " on channel " + channel));
    }
    return found;
  }

  /**
   * Times in which some of these rows were out and none of them was answered.
   *
   * <p>Only the other side breaks a silence: a request that our timeout gives up on is out no more
   * and has heard nothing. One that the run cancels itself was not left to be answered, and tells
   * nothing either way. A silence is over as well once nothing has been out for so long that there
   * would have been one.
   */
  private List<Incident> silences(IntPredicate asked, String where) {
    IntPredicate belongs = asked.and(i -> !isOwnCancellation(i));
    int[] rows = rowsSent(belongs);
    // Nothing is answered before it left, and of two things at one instant the end comes first.
    long[] starts =
        sorted(rows, i -> Math.min(recording.sentNanos(i).getAsLong(), endNanos(i) - 1));
    long[] answers = sorted(rowsSent(belongs.and(this::isAnswered)), this::endNanos);
    long[] lapses = sorted(rowsSent(belongs.and(i -> !isAnswered(i))), this::endNanos);
    List<Incident> found = new ArrayList<>();
    int started = 0;
    int answered = 0;
    int lapsed = 0;
    int most = 0; // Outstanding at once, of this silence.
    long fromNanos = Long.MAX_VALUE; // Of this silence; not before anything was out.
    long idleNanos = Long.MAX_VALUE; // Since when nothing is out.
    while (started < starts.length || answered < answers.length || lapsed < lapses.length) {
      long start = started < starts.length ? starts[started] : Long.MAX_VALUE;
      long answer = answered < answers.length ? answers[answered] : Long.MAX_VALUE;
      long lapse = lapsed < lapses.length ? lapses[lapsed] : Long.MAX_VALUE;
      if (answer <= lapse && answer <= start) {
        answered++;
        silence(fromNanos, answer, most, where).ifPresent(found::add);
        most = started - answered - lapsed;
        fromNanos = most > 0 ? answer : Long.MAX_VALUE;
        idleNanos = most > 0 ? Long.MAX_VALUE : answer;
      } else if (lapse <= start) {
        lapsed++;
        idleNanos = started - answered - lapsed > 0 ? Long.MAX_VALUE : lapse;
      } else {
        started++;
        if (fromNanos == Long.MAX_VALUE) {
          fromNanos = start;
        } else if (idleNanos != Long.MAX_VALUE && start - idleNanos >= silenceNanos) {
          silence(fromNanos, idleNanos, most, where).ifPresent(found::add);
          fromNanos = start;
          most = 0;
        }
        idleNanos = Long.MAX_VALUE;
        most = Math.max(most, started - answered - lapsed);
      }
    }
    if (idleNanos != Long.MAX_VALUE) {
      silence(fromNanos, idleNanos, most, where).ifPresent(found::add);
    }
    return longest(found);
  }

  private Optional<Incident> silence(long fromNanos, long toNanos, int most, String where) {
    if (fromNanos >= toNanos
        || toNanos - fromNanos < silenceNanos
        || most < LEAST_OUTSTANDING
        || ownStandstill(fromNanos, toNanos)) {
      return Optional.empty();
    }
    return Optional.of(
        new Incident(
            "silent",
            fromNanos,
            toNanos,
            String.format(
                Locale.ROOT,
                "no answer%s for %.1f s from %.1f s on while %d were outstanding: %s",
                where,
                (toNanos - fromNanos) / SECOND,
                fromNanos / SECOND,
                most,
                where.isEmpty()
                    ? "the target (or the way to it) stood still"
                    : "that connection stood still, the others did not")));
  }

  /** Whether anything came from the other side; a broken connection is something. */
  private boolean isAnswered(int row) {
    return switch (recording.status(row)) {
      // A scheduler that refuses what is too late says so by the same status, and how long it
      // waited there; our own timeout knows nothing of that.
      case DEADLINE_EXCEEDED -> recording.queuedNanos(row).isPresent();
      case UNFINISHED -> false;
      default -> true;
    };
  }

  private boolean isOwnCancellation(int row) {
    return recording.cancels() && recording.status(row) == RequestStatus.CANCELLED;
  }

  private static long[] sorted(int[] rows, IntToLongFunction instant) {
    long[] instants = Arrays.stream(rows).mapToLong(instant).toArray();
    Arrays.sort(instants);
    return instants;
  }

  private int[] rowsSent(IntPredicate belongs) {
    int[] rows = new int[recording.count()];
    int size = 0;
    for (int i = 0; i < recording.count(); i++) {
      if (recording.sentNanos(i).isPresent() && belongs.test(i)) {
        rows[size++] = i;
      }
    }
    return Arrays.copyOf(rows, size);
  }

  private long endNanos(int row) {
    return recording.doneNanos(row).orElse(recording.endNanos());
  }

  /** Whether the generator stood still for half of a time or more: nobody was there to listen. */
  private boolean ownStandstill(long fromNanos, long toNanos) {
    long still =
        health.map(GeneratorHealth::standstills).orElse(List.of()).stream()
            .mapToLong((Pause pause) -> pause.overlapNanos(fromNanos, toNanos))
            .sum();
    return 2 * still >= toNanos - fromNanos;
  }

  /** Times full of UNAVAILABLE: connections that broke or were refused. */
  private List<Incident> unreachable() {
    long[] failed =
        Arrays.stream(rowsSent(i -> recording.status(i) == RequestStatus.UNAVAILABLE))
            .mapToLong(this::endNanos)
            .sorted()
            .toArray();
    long lastAnswerNanos =
        Arrays.stream(rowsSent(i -> recording.status(i) == RequestStatus.OK))
            .mapToLong(this::endNanos)
            .max()
            .orElse(Long.MIN_VALUE);
    List<Incident> found = new ArrayList<>();
    int first = 0;
    for (int i = 1; i <= failed.length; i++) {
      if (i == failed.length || failed[i] - failed[i - 1] > UNREACHABLE_GAP_NANOS) {
        if (i - first >= LEAST_UNREACHABLE) {
          found.add(
              new Incident(
                  "unreachable",
                  failed[first],
                  failed[i - 1],
                  String.format(
                      Locale.ROOT,
                      "connections broke or were refused from %.1f to %.1f s (%d UNAVAILABLE), %s",
                      failed[first] / SECOND,
                      failed[i - 1] / SECOND,
                      i - first,
                      lastAnswerNanos > failed[i - 1]
                          ? "then the target answered again"
                          : "and the target did not come back")));
        }
        first = i;
      }
    }
    return longest(found);
  }

  private Optional<Incident> lostPackets() {
    OptionalDouble again =
        health.map(h -> h.reading(HealthReading.TCP_RETRANSMITTED)).orElse(OptionalDouble.empty());
    OptionalDouble sent =
        health.map(h -> h.reading(HealthReading.TCP_SENT)).orElse(OptionalDouble.empty());
    if (again.isEmpty()
        || sent.isEmpty()
        || again.getAsDouble() < LEAST_RETRANSMITTED
        || again.getAsDouble() < LEAST_RETRANSMITTED_SHARE * sent.getAsDouble()) {
      return Optional.empty();
    }
    return Optional.of(
        new Incident(
            "packets_lost",
            0,
            recording.endNanos(),
            String.format(
                Locale.ROOT,
                "%.0f of the %.0f TCP segments that this host sent meanwhile were sent again:"
                    + " packets were lost, on this run's way or on another's",
                again.getAsDouble(),
                sent.getAsDouble())));
  }

  private static List<Incident> longest(List<Incident> found) {
    return found.stream()
        .sorted(Comparator.comparingLong(i -> i.fromNanos() - i.toNanos()))
        .limit(MOST_PER_KIND)
        .toList();
  }
}
