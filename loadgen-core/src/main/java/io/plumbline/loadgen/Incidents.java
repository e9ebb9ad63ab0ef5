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

  /** Times in which some of these rows were out and none of them ended. */
  private List<Incident> silences(IntPredicate belongs, String where) {
    int[] rows = rowsSent(belongs);
    long[] starts =
        Arrays.stream(rows).mapToLong(i -> recording.sentNanos(i).getAsLong()).toArray();
    long[] ends = Arrays.stream(rows).mapToLong(this::endNanos).toArray();
    Arrays.sort(starts);
    Arrays.sort(ends);
    List<Incident> found = new ArrayList<>();
    int started = 0;
    for (int ended = 0; ended < ends.length; ended++) {
      // Nothing ends from the one before until this one; silent from when anything is out.
      long previousNanos = ended == 0 ? Long.MIN_VALUE : ends[ended - 1];
      long fromNanos = Math.max(previousNanos, starts[ended]);
      long toNanos = ends[ended];
      while (started < starts.length && starts[started] < toNanos) {
        started++;
      }
      int outstanding = started - ended;
      if (toNanos - fromNanos >= silenceNanos
          && outstanding >= LEAST_OUTSTANDING
          && !ownStandstill(fromNanos, toNanos)) {
        found.add(
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
                    outstanding,
                    where.isEmpty()
                        ? "the target (or the way to it) stood still"
                        : "that connection stood still, the others did not")));
      }
    }
    return longest(found);
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
