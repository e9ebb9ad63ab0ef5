package io.plumbline.balancing.event;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens to one request, or at one server, a line each.
 *
 * <p>For one run, and used by its thread; what it hears changes nothing in that run.
 */
public final class EventWatch {
  private final boolean ofRequest;
  private final int number;
  private final Consumer<String> lines;

  private EventWatch(boolean ofRequest, int number, Consumer<String> lines) {
    this.ofRequest = ofRequest;
    this.number = number;
    this.lines = lines;
  }

  /**
   * Follows a request from its arrival to its end.
   *
   * @param number in the order of arrival, from 0
   */
  public static EventWatch request(int number, Consumer<String> lines) {
    return new EventWatch(true, number, lines);
  }

  /**
   * Follows a server: who comes, who is processed, who leaves, and its faults.
   *
   * @param number from 0
   */
  public static EventWatch server(int number, Consumer<String> lines) {
    return new EventWatch(false, number, lines);
  }

  boolean follows(Job job) {
    return ofRequest
        ? job.probe == null && job.number == number
        : job.server != null && job.server.index == number;
  }

  boolean follows(SimulatedServer server) {
    return !ofRequest && server.index == number;
  }

  void tell(long nowNanos, Job job, String what) {
    String who = (job.probe == null ? "request " : "probe ") + job.number;
    tell(nowNanos, who + " " + what + (ofRequest ? "" : state(job.server)));
  }

  void tell(long nowNanos, SimulatedServer server, String what) {
    tell(nowNanos, what + state(server));
  }

  private static String state(@Nullable SimulatedServer server) {
    return server == null
        ? ""
        : "; " + server.inFlight + " in flight, " + server.waiting() + " waiting";
  }

  private void tell(long nowNanos, String line) {
    lines.accept(millis(nowNanos) + ": " + line);
  }

  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.6f ms", nanos / 1e6);
  }
}
