package io.plumbline.balancing.tick;

import java.util.ArrayList;
import java.util.List;

/** The names of the notebook's summary columns. */
public final class NotebookFigures {
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
