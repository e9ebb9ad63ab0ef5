package io.plumbline.results;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Says how a load run was played, apart from its workload and its rate: only runs that were played
 * alike repeat each other, or can be compared.
 */
public final class LoadConditions {
  /** Settings that say where results go, and nothing of what is measured. */
  public static final Set<String> PLACES = Set.of("output-dir", "metrics-csv", "json");

  /** Settings of which the plan or the target tells what they came to; a seed decides luck. */
  private static final Set<String> TOLD_ELSEWHERE =
      Set.of("workload", "total-qps", "seed", "scheduler-url", "targets");

  /**
   * Settings that a document has only if they were asked for, or that are younger than documents
   * that are kept, and what their absence means.
   */
  private static final Map<String, String> ABSENT =
      Map.of(
          "arrivals", "poisson",
          "warmup", "none",
          "cooldown", "none",
          "max-outstanding", "none",
          "cancel-share", "none",
          "max-requests", "none",
          "max-duration-ms", "none",
          "balance", "none");

  private LoadConditions() {}

  /**
   * The closed loop that a run was asked to play, such as {@code concurrent:8}; empty if requests
   * came by a plan. Its rate is a result, so no two runs of it would ever be alike by that.
   */
  public static Optional<String> closedLoop(LoadDocument document) {
    return document
        .run()
        .course()
        .filter(course -> !course.openLoop())
        .map(
            course ->
                String.valueOf(document.run().settings().getOrDefault("arrivals", course.label())));
  }

  /** By the names of the settings, and the target. */
  public static SortedMap<String, String> of(LoadDocument document) {
    SortedMap<String, String> conditions = new TreeMap<>();
    document.run().settings().forEach((name, value) -> conditions.put(name, String.valueOf(value)));
    ABSENT.forEach((name, meaning) -> conditions.putIfAbsent(name, meaning));
    conditions.keySet().removeAll(PLACES);
    conditions.keySet().removeAll(TOLD_ELSEWHERE);
    conditions.put("target", document.run().target());
    return conditions;
  }
}
