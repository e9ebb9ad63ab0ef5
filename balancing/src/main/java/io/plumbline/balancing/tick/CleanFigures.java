package io.plumbline.balancing.tick;

import java.util.ArrayList;
import java.util.List;

/**
 * The names of the figures beside the notebook's: every completion counts, at every tick.
 *
 * <table>
 * <caption>Names</caption>
 * <tr><td>{@code clean_mean_latency_ticks, clean_stdev_latency_ticks, clean_p…_latency_ticks}</td>
 *     <td>of all requests that completed, in ticks as the notebook counts them</td></tr>
 * <tr><td>{@code true_utilization_percent}</td>
 *     <td>percent; over servers and RUNNING ticks, by time</td></tr>
 * <tr><td>{@code between_servers_utilization_percent}</td>
 *     <td>between the servers' means over RUNNING ticks</td></tr>
 * <tr><td>{@code within_server_utilization_percent}</td>
 *     <td>within a server over RUNNING ticks, mean over servers</td></tr>
 * <tr><td>{@code jain_index}</td>
 *     <td>of the requests taken up per server: 1 when all had as many, 1/servers when one had
 *     all</td></tr>
 * <tr><td>{@code max_over_mean_load}</td><td>of the same</td></tr>
 * <tr><td>{@code probes_per_request}</td><td>probes sent by requests that came</td></tr>
 * <tr><td>{@code request_…_ticks, probe_…_ticks}</td>
 *     <td>mean ticks per state of what completed</td></tr>
 * <tr><td>{@code requests, completed, unfinished}</td>
 *     <td>requests that came, whose answer arrived, and whose did not</td></tr>
 * <tr><td>{@code ticks_run}</td><td>with the cooldown</td></tr>
 * </table>
 */
final class CleanFigures {
  static final List<String> STATES =
      List.of("picking", "sending", "queue", "processing", "receiving");

  private CleanFigures() {}

  /** All names, in order. */
  public static List<String> names(TickSettings settings) {
    List<String> names = new ArrayList<>();
    names.add("clean_mean_latency_ticks");
    names.add("clean_stdev_latency_ticks");
    settings.percentiles().forEach(p -> names.add("clean_p" + p + "_latency_ticks"));
    names.add("true_utilization_percent");
    names.add("between_servers_utilization_percent");
    names.add("within_server_utilization_percent");
    names.add("jain_index");
    names.add("max_over_mean_load");
    names.add("probes_per_request");
    for (String kind : List.of("request", "probe")) {
      STATES.forEach(state -> names.add(kind + "_" + state + "_ticks"));
      names.add(kind + "_total_ticks");
    }
    names.addAll(List.of("requests", "completed", "unfinished", "ticks_run"));
    return names;
  }
}
