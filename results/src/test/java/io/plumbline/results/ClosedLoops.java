package io.plumbline.results;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes closed-loop runs of others. */
public final class ClosedLoops {
  private ClosedLoops() {}

  /**
   * The same rows, as if eight requests had been outstanding all the time; its rate is a result.
   */
  public static LoadDocument concurrent8(LoadDocument of, double ratePerSecond) {
    LoadDocument.Run run = of.run();
    LoadDocument.Plan plan = run.plan();
    Map<String, Object> settings = new TreeMap<>(run.settings());
    settings.put("arrivals", "concurrent:8");
    return new LoadDocument(
        of.schemaVersion(),
        of.kind(),
        of.commit(),
        of.environment(),
        of.startedAt(),
        of.command(),
        of.seed(),
        new LoadDocument.Run(
            run.target(),
            new LoadDocument.Plan(
                plan.workload(),
                ratePerSecond,
                plan.minDurationNanos(),
                plan.minQueryCount(),
                plan.loadGenSeed(),
                plan.count(),
                plan.lastNanos(),
                "hash of what was asked at " + ratePerSecond,
                Optional.empty()),
            settings,
            run.sent(),
            run.notSent(),
            run.ended(),
            run.elapsedNanos(),
            run.interrupted(),
            Optional.of(
                new Course(
                    "concurrent@8",
                    false,
                    Map.of(),
                    "plan",
                    "both minima were reached",
                    "answered",
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    Optional.empty())),
            run.verdict(),
            run.errors(),
            run.intervals(),
            run.notes(),
            run.health(),
            run.inFlight(),
            run.calibration(),
            run.incidents(),
            run.balancing(),
            run.unknownFields()),
        of.entries(),
        of.models(),
        of.unknownFields());
  }
}
