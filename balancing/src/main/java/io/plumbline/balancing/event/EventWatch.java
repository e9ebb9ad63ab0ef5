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
  private boolean hasTold;

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

  /** Whether anything has been told. */
  public boolean hasTold() {
    return hasTold;
  }

  void came(long nowNanos, Job job, String model) {
    if (follows(job)) {
      String what = model.isEmpty() ? "" : ", for " + model;
      String work = ", with " + millis(job.workNanos) + " of work";
      tell(nowNanos, job, "comes to client " + job.client().index + what + work);
    }
  }

  void reached(long nowNanos, Job job) {
    if (follows(job)) {
      SimulatedServer server = job.server();
      tell(nowNanos, job, "is at server " + server.index + ", after " + server.inFlight);
    }
  }

  void taken(long nowNanos, Job job, SimulatedServer server, long serviceNanos) {
    if (follows(job)) {
      String wait = ", after a wait of " + millis(job.waitNanos);
      String service = ": " + millis(serviceNanos) + ", if alone";
      tell(nowNanos, job, "is processed by server " + server.index + wait + service);
    }
  }

  void left(long nowNanos, Job job, SimulatedServer server) {
    if (follows(job)) {
      tell(nowNanos, job, "leaves server " + server.index + ", " + job.outcome.written());
    }
  }

  void ended(long nowNanos, Job job) {
    if (follows(job)) {
      String after = millis(nowNanos - job.arrivedNanos) + " after it came";
      tell(nowNanos, job, "ends, " + job.outcome.written() + ", " + after);
    }
  }

  /** Something happens between it and its server. */
  void happened(long nowNanos, Job job, String what) {
    if (follows(job)) {
      tell(nowNanos, job, what + " server " + job.server().index);
    }
  }

  /** Something happens to the server itself. */
  void happened(long nowNanos, SimulatedServer server, String what) {
    if (!ofRequest && server.index == number) {
      tell(nowNanos, what + state(server));
    }
  }

  private boolean follows(Job job) {
    return ofRequest
        ? job.probe == null && job.number == number
        : job.server != null && job.server.index == number;
  }

  private void tell(long nowNanos, Job job, String what) {
    String who = (job.probe == null ? "request " : "probe ") + job.number;
    tell(nowNanos, who + " " + what + (ofRequest ? "" : state(job.server)));
  }

  private static String state(@Nullable SimulatedServer server) {
    return server == null
        ? ""
        : "; " + server.inFlight + " in flight, " + server.waiting() + " waiting";
  }

  private void tell(long nowNanos, String line) {
    hasTold = true;
    lines.accept(millis(nowNanos) + ": " + line);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.6f ms", nanos / 1e6);
  }
}
