package io.plumbline.balancing.event;

import io.plumbline.balancing.Call;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Picker;
import io.plumbline.balancing.ServerReport;
import io.plumbline.scheduler.QueueDiscipline;
import org.jspecify.annotations.Nullable;

/** A request or a probe on its way; used again when it has ended. */
final class Job implements QueueDiscipline.Waiting {

  enum Outcome {
    OK("ok"),
    REFUSED("refused"),
    FAILED("failed"),
    TIMED_OUT("timed-out"),
    UNFINISHED("unfinished");

    private final String written;

    Outcome(String written) {
      this.written = written;
    }

    String written() {
      return written;
    }
  }

  /** Its position in the pool. */
  final int id;

  /** Counts its uses, so that what was planned for an earlier one is known to be void. */
  int use;

  /** Counts its services, so that the end of one that was broken off is known to be void. */
  int service;

  @Nullable SimulatedClient client;
  @Nullable SimulatedServer server;
  @Nullable Endpoint endpoint;
  @Nullable Picker picker;
  @Nullable SimulatedProbe probe;
  @Nullable ServerReport report;
  Call call = Call.PLAIN;
  Outcome outcome = Outcome.OK;

  int classIndex;
  int modelIndex;
  int tierIndex;

  /** It came between warm-up and horizon. */
  boolean measured;

  /** The client has given it up, or has its answer; only a server still holds it. */
  boolean abandoned;

  /** A server swallowed it; only a client still holds it. */
  boolean lost;

  /** A worker of the server has it. */
  boolean isServed;

  /** Where processors are shared: what each request has got when this one is done. */
  double doneAtAttained;

  /** How long it would be processed if it were alone. */
  long aloneNanos;

  long workNanos;
  long sequence;

  /** Counts the requests, or the probes: the same one under any policy, if it is a request. */
  long number;

  long arrivedNanos;

  long waitNanos;

  /**
   * These three are {@link #NOT_YET} until it has happened; the last is the answer's setting out.
   */
  long sentNanos;

  long atServerNanos;
  long leftNanos;

  int inFlightAtArrival;

  /** Before all times. */
  static final long NOT_YET = Long.MIN_VALUE;

  Job(int id) {
    this.id = id;
  }

  SimulatedServer server() {
    if (server == null) {
      throw new IllegalStateException("job " + id + " has no server");
    }
    return server;
  }

  SimulatedClient client() {
    if (client == null) {
      throw new IllegalStateException("job " + id + " has no client");
    }
    return client;
  }

  @Override
  public int tier() {
    return call.tier();
  }

  @Override
  public long deadlineNanos() {
    return call.deadlineNanos() == Call.NO_DEADLINE
        ? QueueDiscipline.NO_DEADLINE
        : call.deadlineNanos();
  }

  @Override
  public long arrivalSequence() {
    return sequence;
  }
}
