package io.plumbline.results;

import java.util.Map;
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
