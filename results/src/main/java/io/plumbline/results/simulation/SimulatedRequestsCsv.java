package io.plumbline.results.simulation;

import io.plumbline.results.CsvFields;
import io.plumbline.results.simulation.SimulatedRequest.ServerState;
import io.plumbline.results.simulation.SimulatedRequest.Window;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The requests that simulations have recorded as CSV, one row each, written as they come.
 *
 * <pre>
 * algorithm, repetition    the run               stage          warming, running, cooling
 * client, server           their names           is_probe       true, false
 * started_tick completed_tick                    when it began and ended
 * first_sending_tick first_queue_tick first_processing_tick first_receiving_tick
 * first_completed_tick                           when it first was in this state
 * elapsed_ticks            completed - started   total_ticks    the sum of those in its states
 * picking_ticks sending_ticks queue_ticks processing_ticks receiving_ticks
 * server_utilization_latest _mean _ewma          as the response told; likewise
 * server_queries_per_tick_* server_requests_in_flight_* server_queued_requests_*
 * server_pid_weight
 * </pre>
 *
 * What is unknown is an empty field.
 */
public final class SimulatedRequestsCsv {
  private static final String HEADER =
      "algorithm,repetition,stage,client,server,is_probe,started_tick,completed_tick,"
          + "first_sending_tick,first_queue_tick,first_processing_tick,first_receiving_tick,"
          + "first_completed_tick,elapsed_ticks,total_ticks,"
          + "picking_ticks,sending_ticks,queue_ticks,processing_ticks,receiving_ticks,"
          + "server_utilization_latest,server_utilization_mean,server_utilization_ewma,"
          + "server_queries_per_tick_latest,server_queries_per_tick_mean,"
          + "server_queries_per_tick_ewma,server_requests_in_flight_latest,"
          + "server_requests_in_flight_mean,server_requests_in_flight_ewma,"
          + "server_queued_requests_latest,server_queued_requests_mean,"
          + "server_queued_requests_ewma,server_pid_weight";

  private final Appendable out;

  /** Writes the header; the caller owns what is written to. One thread at a time may use this. */
  public SimulatedRequestsCsv(Appendable out) throws IOException {
    this.out = out;
    out.append(HEADER).append('\n');
  }

  /** Writes one row. */
  public void write(String algorithm, int repetition, SimulatedRequest row) throws IOException {
    List<String> fields = new ArrayList<>();
    fields.add(algorithm);
    fields.add(String.valueOf(repetition));
    fields.add(row.stage().toString());
    fields.add(row.client());
    fields.add(row.server());
    fields.add(String.valueOf(row.isProbe()));
    for (double tick :
        new double[] {
          row.startedTick(),
          row.completedTick(),
          row.sendingTick(),
          row.queueTick(),
          row.processingTick(),
          row.receivingTick(),
          row.completedTick(),
          row.elapsedTicks(),
          row.totalTicks(),
          row.ticksIn().picking(),
          row.ticksIn().sending(),
          row.ticksIn().queue(),
          row.ticksIn().processing(),
          row.ticksIn().receiving()
        }) {
      fields.add(number(tick));
    }
    window(fields, row.state(), ServerState::utilization);
    window(fields, row.state(), ServerState::queriesPerTick);
    window(fields, row.state(), ServerState::requestsInFlight);
    window(fields, row.state(), ServerState::queuedRequests);
    fields.add(row.state().map(state -> number(state.pidWeight())).orElse(""));
    out.append(CsvFields.line(fields));
  }

  private static void window(
      List<String> fields,
      Optional<ServerState> state,
      Function<ServerState, Optional<Window>> which) {
    Optional<Window> window = state.flatMap(which);
    fields.add(window.map(of -> number(of.latest())).orElse(""));
    fields.add(window.map(of -> number(of.mean())).orElse(""));
    fields.add(window.map(of -> number(of.ewma())).orElse(""));
  }

  /** A whole number without a point. */
  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? String.valueOf((long) value)
        : SimulationCsv.number(value);
  }
}
