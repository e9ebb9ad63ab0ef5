package io.plumbline.balancing.grpc;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.Status;
import io.plumbline.balancing.ServerReport;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a call, which counts as in flight until it ends, once. Thread-safe: the transport's
 * threads tell it what happens.
 */
final class Attempt extends ClientStreamTracer {
  private final PolicyClient client;
  private final PendingCall pending;
  private final PolicyClient.Chosen chosen;
  private final long sentNanos;

  private volatile @Nullable ServerReport report;
  private volatile boolean onItsWay;

  Attempt(PolicyClient client, PendingCall pending, PolicyClient.Chosen chosen, long sentNanos) {
    this.client = client;
    this.pending = pending;
    this.chosen = chosen;
    this.sentNanos = sentNanos;
  }

  PendingCall pending() {
    return pending;
  }

  PolicyClient.Chosen chosen() {
    return chosen;
  }

  long sentNanos() {
    return sentNanos;
  }

  /** What came with the answer, if anything did. */
  @Nullable ServerReport report() {
    return report;
  }

  @Override
  public void streamCreated(Attributes transport, Metadata headers) {
    onItsWay = true;
  }

  @Override
  public void inboundHeaders() {
    pending.isAnsweredBy(this);
  }

  @Override
  public void inboundTrailers(Metadata trailers) {
    report = OrcaReports.of(trailers);
  }

  @Override
  public void streamClosed(Status status) {
    boolean nobodyWaits = pending.isGivenUp() || pending.isAnsweredByAnotherThan(this);
    client.ended(this, status.isOk(), status.getCode() == Status.Code.CANCELLED && nobodyWaits);
  }

  /** Its call has its status. One that got to no connection tells nothing of the server. */
  void outlivedItsCall() {
    client.ended(this, false, pending.isGivenUp() || !onItsWay);
  }
}
