package io.plumbline.results;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The requests of one finished run, one row each, in the order of the plan.
 *
 * <p>Instants are nanoseconds from the start of the run; what never happened is empty. Rows do not
 * change.
 */
public interface RequestRows {

  /** The status of a request that was answered well. */
  String OK = "OK";

  /**
   * A kind of request, as results tell it.
   *
   * @param tier 1 VIP, 2 Premium, 3 Free
   * @param slo the name of its service level
   * @param sloNanos how long after its planned instant an answer is in time
   * @param ratePerSecond what the plan asks for; requests per second
   * @param arrivalSeed the seed of its arrivals, read as unsigned
   */
  record ClassOfRequests(
      int tier, String slo, long sloNanos, double ratePerSecond, long arrivalSeed) {
    public ClassOfRequests {
      Finite.require("ratePerSecond", ratePerSecond);
    }

    public String label() {
      return tier + ":" + slo;
    }
  }

  List<ClassOfRequests> classes();

  int count();

  /** An index into {@link #classes}. */
  int classIndex(int row);

  String model(int row);

  /** gRPC's code or one of ours. */
  String status(int row);

  long plannedNanos(int row);

  OptionalLong preparedNanos(int row);

  OptionalLong sentNanos(int row);

  OptionalLong doneNanos(int row);

  /** The wall clock at dispatch, in nanoseconds since the Unix epoch. */
  OptionalLong issuedEpochNanos(int row);

  /** The issuing thread, counted from 0; empty if the request was never sent. */
  OptionalInt issuer(int row);

  OptionalInt channel(int row);

  default boolean ok(int row) {
    return status(row).equals(OK);
  }

  /** done - planned: what the caller felt. */
  default OptionalLong responseNanos(int row) {
    OptionalLong done = doneNanos(row);
    return done.isPresent() ? OptionalLong.of(done.getAsLong() - plannedNanos(row)) : done;
  }

  /** done - sent: what the target took once asked. */
  default OptionalLong serviceNanos(int row) {
    OptionalLong done = doneNanos(row);
    OptionalLong sent = sentNanos(row);
    return done.isPresent() && sent.isPresent()
        ? OptionalLong.of(done.getAsLong() - sent.getAsLong())
        : OptionalLong.empty();
  }

  /** sent - planned: how late we were. */
  default OptionalLong slipNanos(int row) {
    OptionalLong sent = sentNanos(row);
    return sent.isPresent() ? OptionalLong.of(sent.getAsLong() - plannedNanos(row)) : sent;
  }

  /** Whether the request was answered well and in time; a lost, refused or failed one was not. */
  default boolean sloMet(int row) {
    return ok(row)
        && responseNanos(row).orElse(Long.MAX_VALUE) <= classes().get(classIndex(row)).sloNanos();
  }

  /** How long the target says that the request waited there; empty if it does not say. */
  default OptionalLong queuedNanos(int row) {
    return OptionalLong.empty();
  }

  /** How long the target says that it served the request; empty if it does not say. */
  default OptionalLong servedNanos(int row) {
    return OptionalLong.empty();
  }
}
