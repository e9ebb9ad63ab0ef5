package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * Whether a run deserves belief: valid only if every check holds.
 *
 * @param checks in the order in which a person would fix them, causes before what they cause; all
 *     of them, passed or not
 * @param skipped checks that could not be made, each with the reason
 * @param incidents what befell the target; they leave a run valid
 */
public record RunVerdict(List<Check> checks, List<String> skipped, List<Incident> incidents) {
  private static final double SLIP_P99_LIMIT_NANOS = 1e6;
  private static final double SLIP_SHARE_OF_SMALLEST_SLO = .01;
  private static final double TURN_AROUND_SHARE = .05;

  public RunVerdict {
    checks = List.copyOf(checks);
    skipped = List.copyOf(skipped);
    incidents = List.copyOf(incidents);
  }

  public boolean valid() {
    return checks.stream().allMatch(Check::passed);
  }

  /** The checks that did not hold, the first cause first. */
  public List<Check> failures() {
    return checks.stream().filter(check -> !check.passed()).toList();
  }

  /** This verdict with one check more, the first that a person would fix. */
  public RunVerdict withFirst(Check check) {
    List<Check> all = new ArrayList<>(checks);
    all.add(0, check);
    return new RunVerdict(all, skipped, incidents);
  }

  /** Judges a finished run by its rows alone. */
  public static RunVerdict of(Recording recording) {
    return of(recording, RunEvidence.NONE);
  }

  /** Judges a finished run. */
  public static RunVerdict of(Recording recording, RunEvidence evidence) {
    List<Check> checks = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    IntPredicate deliberate = row -> isDeliberate(recording, row);
    checks.add(generatorIntact(recording));
    evidence
        .health()
        .ifPresent(health -> checks.addAll(HealthChecks.of(health, evidence.baseline())));
    checks.add(payloadBudget(recording));
    checks.addAll(accounting(recording));
    if (recording.closed().isEmpty()) {
      SentTimes.rate(recording, deliberate).ifPresent(checks::add);
      checks.add(slip(recording));
      SentTimes.dispersion(recording, deliberate, skipped).ifPresent(checks::add);
    } else {
      turnAround(recording, skipped).ifPresent(checks::add);
    }
    evidence
        .inFlight()
        .flatMap(seen -> LittlesLaw.check(recording, seen, skipped))
        .ifPresent(checks::add);
    if (recording.closed().isEmpty()) {
      checks.addAll(PlanAudit.of(recording.planned()));
    }
    return new RunVerdict(checks, skipped, Incidents.of(recording, evidence.health()));
  }

  /** Whether a row was held back, refused or left out because the run was asked to. */
  private static boolean isDeliberate(Recording recording, int row) {
    // Where a limit ended the run, what it interrupted came too late by a moment: another issuer
    // sent a later one while the end was being set.
    return switch (recording.status(row)) {
      case OVER_CAP -> true;
      case INTERRUPTED -> recording.ending().limitReached();
      default -> recording.heldNanos(row) > 0;
    };
  }

  private static Check generatorIntact(Recording recording) {
    String reason =
        recording.fault().map(RunVerdict::cause).orElseGet(() -> recording.ending().because());
    boolean intact = recording.fault().isEmpty() && !recording.interrupted();
    return Check.equal("completed", intact ? 1 : 0, 1, reason);
  }

  private static String cause(Throwable fault) {
    return fault instanceof OutOfMemoryError
        ? "the generator ran out of memory ("
            + fault.getMessage()
            + "): give it more heap (-Xmx), or less to hold (--payload-budget-mb, --prepared-ahead)"
        : "the generator itself failed: " + fault;
  }

  /**
   * Issue, completion, rows and a listener each keep their own count, of all phases; all must tell
   * the same story.
   */
  private static List<Check> accounting(Recording recording) {
    long planned = 0;
    long issued = 0;
    long sent = 0;
    long ended = 0;
    long rowsSent = 0;
    long heard = 0;
    for (PhaseCounts counts : recording.phases().values()) {
      planned += counts.planned();
      issued += counts.sent() + counts.notSent();
      sent += counts.sent();
      ended += counts.ended();
      rowsSent += counts.rowsSent();
      heard += counts.events().getOrDefault(RunListener.Event.SENT, 0L);
    }
    return List.of(
        Check.equal(
            "accounting_issued",
            issued,
            planned,
            "planned requests that were sent, or have a status that says why not"),
        Check.equal(
            "accounting_ended", ended, sent, "sent requests that ended, as counted at completion"),
        Check.equal(
            "accounting_rows",
            rowsSent,
            sent,
            "rows with a sent time, against the count kept at issue"),
        Check.equal(
            "accounting_heard",
            heard,
            sent,
            "requests that a listener saw leave, against the count kept at issue"));
  }

  private static Check payloadBudget(Recording recording) {
    long refused = 0;
    for (int i = 0; i < recording.count(); i++) {
      refused += recording.status(i) == RequestStatus.REFUSED_BY_GENERATOR ? 1 : 0;
    }
    return Check.equal(
        "payload_budget",
        refused,
        0,
        "requests that the generator had no payload memory for; raise -Xmx or --payload-budget-mb");
  }

  /**
   * Of the time for which a closed loop's places were taken, the share in which they waited for the
   * generator to send. A loop that waits for its generator is as fast as that is.
   *
   * @param skipped takes the reason if there is no answer
   */
  private static Optional<Check> turnAround(Recording recording, List<String> skipped) {
    if (recording.closed().orElseThrow().kind() == ClosedShape.Kind.OFFLINE) {
      skipped.add(
          "turn_around was not checked: everything was due at once, so a request that waited for"
              + " its place looks like one that waited for the generator");
      return Optional.empty();
    }
    double waitedNanos = 0;
    double takenNanos = 0;
    for (int i = 0; i < recording.count(); i++) {
      if (recording.sentNanos(i).isPresent() && recording.doneNanos(i).isPresent()) {
        waitedNanos += recording.sentNanos(i).getAsLong() - recording.plannedNanos(i);
        takenNanos += recording.doneNanos(i).getAsLong() - recording.plannedNanos(i);
      }
    }
    if (takenNanos <= 0) {
      skipped.add("turn_around was not checked: no answer took any time");
      return Optional.empty();
    }
    double share = waitedNanos / takenNanos;
    return Optional.of(
        Check.atMost(
            "turn_around",
            share,
            TURN_AROUND_SHARE,
            "1",
            share <= TURN_AROUND_SHARE
                ? "of the time that requests took, the generator's own: from a free place to the"
                    + " next request's leaving"
                : String.format(
                    Locale.ROOT,
                    "%.0f %% of the time that requests took was the generator's own, from a free"
                        + " place to the next request's leaving: it set the pace and not the target;"
                        + " ask for fewer at a time, or give it more processors, issuers"
                        + " (--issuers) or requests prepared ahead (--prepared-ahead)",
                    100 * share)));
  }

  private static Check slip(Recording recording) {
    double bound =
        Math.min(
            SLIP_P99_LIMIT_NANOS,
            SLIP_SHARE_OF_SMALLEST_SLO
                * recording.schedule().plan().workload().classes().stream()
                    .mapToLong(RequestClass::sloNanos)
                    .min()
                    .orElseThrow());
    long[] slips = new long[recording.count()];
    int sent = 0;
    for (int i = 0; i < recording.count(); i++) {
      if (recording.sentNanos(i).isPresent()) {
        // What was held back because the run was asked to was not late.
        slips[sent++] =
            recording.sentNanos(i).getAsLong() - recording.plannedNanos(i) - recording.heldNanos(i);
      }
    }
    if (sent == 0) {
      return Check.atLeast("sent_any", 0, 1, "1", "nothing was sent, so nothing was measured");
    }
    Arrays.sort(slips, 0, sent);
    long p99 = slips[(int) Math.ceil(.99 * sent) - 1];
    return Check.atMost(
        "slip_p99",
        (double) p99,
        bound,
        "ns",
        "how late the generator sent; above the bound its own lateness is part of what it measured");
  }
}
