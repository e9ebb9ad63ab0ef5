package io.plumbline.balancing.tick;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of the notebook's summary columns.
 *
 * <p>They are the notebook's, with its small samples: one tick in thirty is recorded, so a run of
 * the study has about 2,000 latencies, and p99.9 rests on the greatest two of them.
 */
final class NotebookFigures {
  private NotebookFigures() {}

  /** All names, in order, without the leading {@code algorithm}. */
  public static List<String> names(TickSettings settings) {
    List<String> names = new ArrayList<>();
    names.add("mean_latency");
    names.add("stdev_latency");
    settings.percentiles().forEach(p -> names.add("p" + p + "_latency"));
    names.add("mean_utilization");
    names.add("stdev_utilization");
    names.add("mean_stdev_utilization");
    settings.percentiles().forEach(p -> names.add("p" + p + "_utilization_ratio"));
    return names;
  }
}
