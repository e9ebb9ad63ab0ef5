package io.plumbline.experiments;

import io.plumbline.loadgen.ClosedShape;
import io.plumbline.loadgen.PhaseCounts;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RequestStatus;
import io.plumbline.loadgen.RunLimits;
import io.plumbline.results.Course;
import io.plumbline.results.LoadGenScore;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Tells how a recorded run went. */
final class Courses {
  private Courses() {}

  static Course of(Recording recording) {
    Map<String, Course.PhaseSummary> phases = new TreeMap<>();
    recording.phases().forEach((phase, counts) -> phases.put(phase.toString(), summary(counts)));
    long held = 0;
    for (int i = 0; i < recording.count(); i++) {
      held += recording.heldNanos(i) > 0 ? 1 : 0;
    }
    return new Course(
        recording
            .closed()
            .map(LoadSettings::label)
            .orElseGet(() -> recording.planned().plan().label()),
        recording.closed().isEmpty(),
        phases,
        recording.ending().issuing(),
        recording.ending().because(),
        recording.ending().run(),
        recording.ending().limitReached() || recording.ending().scope() == RunLimits.Scope.SWEEP
            ? Optional.of(recording.ending().scope().toString())
            : Optional.empty(),
        recording.ending().noticed(),
        held,
        recording.closed().flatMap(shape -> score(shape, recording)));
  }

  private static Course.PhaseSummary summary(PhaseCounts counts) {
    Map<String, Long> events = new TreeMap<>();
    counts.events().forEach((event, count) -> events.put(event.toString(), count));
    return new Course.PhaseSummary(
        counts.planned(), counts.sent(), counts.notSent(), counts.ended(), counts.ok(), events);
  }

  private static Optional<LoadGenScore> score(ClosedShape shape, Recording recording) {
    return switch (shape.kind()) {
      case SYNCHRONOUS, CONCURRENT, THROUGHPUT -> Optional.empty();
      case SINGLE_STREAM -> Optional.of(LoadGenScore.singleStream(serviceNanos(recording)));
      case MULTI_STREAM ->
          Optional.of(
              LoadGenScore.multiStream(
                  slowestOfEach(serviceNanos(recording), shape.outstanding().orElseThrow())));
      case OFFLINE -> Optional.of(LoadGenScore.offline(recording.count(), lastNanos(recording)));
    };
  }

  /** LoadGen counts from issuing; what failed is slower than anything. */
  private static long[] serviceNanos(Recording recording) {
    long[] nanos = new long[recording.count()];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] =
          recording.status(i) == RequestStatus.OK
              ? recording.doneNanos(i).orElseThrow() - recording.sentNanos(i).orElseThrow()
              : LoadGenScore.FAILED;
    }
    return nanos;
  }

  private static long[] slowestOfEach(long[] nanos, int group) {
    long[] slowest = new long[nanos.length / group];
    for (int g = 0; g < slowest.length; g++) {
      slowest[g] = Arrays.stream(nanos, g * group, (g + 1) * group).max().orElseThrow();
    }
    return slowest;
  }

  /** Empty if a request was never answered well. */
  private static OptionalLong lastNanos(Recording recording) {
    long last = LongStream.of(serviceNanos(recording)).max().orElse(LoadGenScore.FAILED);
    if (last == LoadGenScore.FAILED) {
      return OptionalLong.empty();
    }
    for (int i = 0; i < recording.count(); i++) {
      last =
          Math.max(
              i == 0 ? 0 : last, recording.doneNanos(i).orElseThrow() - recording.plannedNanos(i));
    }
    return OptionalLong.of(last);
  }
}
