package io.plumbline.balancing.tick;

import io.plumbline.balancing.ServerReport;
import io.plumbline.balancing.Windowed;
import java.util.ArrayList;
import java.util.List;

/**
 * A completion, of a request or a probe, as the notebook records it.
 *
 * <p>The notebook stores the queue's length twice, under two names; here it is told once.
 *
 * <p>"First" ticks are those in which a state was entered for the first time; ticks in a state
 * count every time. A server that is reset puts requests back into its queue, so the two may tell
 * different stories.
 *
 * @param stage of the run at completion, not at the start
 * @param client its number, from 0
 * @param server its number, from 0
 * @param probe whether it was a probe; {@code number} counts probes apart
 * @param number of the request in the order of arrival, from 0
 * @param startedTick when it came
 * @param sendingTick when it was first sent
 * @param queueTick when it first entered the server's queue
 * @param processingTick when it was first taken up
 * @param receivingTick when the server was done with it
 * @param completedTick when the answer arrived
 * @param report the server's state that came with the answer: that of the end of the tick before
 */
public record TickRecord(
    TickStage stage,
    int client,
    int server,
    boolean probe,
    int number,
    int startedTick,
    int sendingTick,
    int queueTick,
    int processingTick,
    int receivingTick,
    int completedTick,
    int ticksPicking,
    int ticksSending,
    int ticksQueued,
    int ticksProcessing,
    int ticksReceiving,
    ServerReport report) {

  /** Nanoseconds that one tick counts as, to policies and in reports: 1 ms. */
  public static final long NANOS_PER_TICK = 1_000_000;

  static final double TICKS_PER_SECOND = 1000;

  private static final List<String> COLUMNS = columnNames();

  /** Ticks from the start to the end. */
  public int elapsedTicks() {
    return completedTick - startedTick;
  }

  /**
   * What the notebook calls latency: the ticks in all states. A change of state within a tick
   * counts that tick twice, so this is 3 more than {@link #elapsedTicks()}, for probes 2.
   */
  public int totalTicks() {
    return ticksPicking + ticksSending + ticksQueued + ticksProcessing + ticksReceiving;
  }

  /** The header of a table of these; times in ticks, rates per tick. */
  public static List<String> columns() {
    return COLUMNS;
  }

  /** The row of a table of these, in the order of {@link #columns()}; empty where unknown. */
  public List<String> cells() {
    List<String> cells = new ArrayList<>(COLUMNS.size());
    cells.add(stage.name());
    cells.add(Integer.toString(client));
    cells.add(Integer.toString(server));
    cells.add(Boolean.toString(probe));
    cells.add(Integer.toString(number));
    for (int ticks :
        new int[] {
          startedTick,
          completedTick,
          sendingTick,
          queueTick,
          processingTick,
          receivingTick,
          completedTick,
          elapsedTicks(),
          totalTicks(),
          ticksPicking,
          ticksSending,
          ticksQueued,
          ticksProcessing,
          ticksReceiving
        }) {
      cells.add(Integer.toString(ticks));
    }
    add(cells, report.utilizationPercent(), 1);
    add(cells, report.arrivalsPerSecond(), TICKS_PER_SECOND);
    add(cells, report.inFlight(), 1);
    add(cells, report.queued(), 1);
    cells.add(cell(report.pidWeight()));
    return cells;
  }

  private static void add(List<String> cells, Windowed values, double by) {
    cells.add(cell(values.latest() / by));
    cells.add(cell(values.mean() / by));
    cells.add(cell(values.ewma() / by));
  }

  private static String cell(double value) {
    return Double.isNaN(value) ? "" : Double.toString(value);
  }

  private static List<String> columnNames() {
    List<String> names =
        new ArrayList<>(
            List.of(
                "stage",
                "client",
                "server",
                "is_probe",
                "number",
                "started_on_tick",
                "completed_on_tick",
                "first_tick_sending",
                "first_tick_server_queue",
                "first_tick_processing",
                "first_tick_receiving",
                "first_tick_completed",
                "elapsed_ticks",
                "total_ticks",
                "ticks_picking",
                "ticks_sending",
                "ticks_server_queue",
                "ticks_processing",
                "ticks_receiving"));
    for (String value :
        List.of("utilization", "queries_per_tick", "requests_in_flight", "queued_requests")) {
      for (String average : List.of("latest", "mean", "ewma")) {
        names.add("server_" + value + "_" + average);
      }
    }
    names.add("server_pid_weight");
    return List.copyOf(names);
  }
}
