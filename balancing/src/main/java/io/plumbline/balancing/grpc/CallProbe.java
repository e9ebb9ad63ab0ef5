package io.plumbline.balancing.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.plumbline.balancing.Endpoint;
import io.plumbline.balancing.Probe;
import io.plumbline.balancing.ServerReport;
import io.plumbline.proto.GetStatsRequest;
import io.plumbline.proto.SchedulerStats;
import io.plumbline.proto.SchedulerStatsServiceGrpc;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A probe as a call of {@code plumbline.SchedulerStatsService/GetStats}, whose trailers carry the
 * load.
 *
 * <p>It is a call like any other on the same channel, told which server to go to, and so shares the
 * requests' connection. gRPC's public way to one server, an out-of-band channel, has a connection
 * of its own, which would tell nothing of the one that the requests take.
 */
final class CallProbe implements Probe {
  private static final MethodDescriptor<GetStatsRequest, SchedulerStats> METHOD =
      SchedulerStatsServiceGrpc.getGetStatsMethod();

  /** What takes longer is a failure: nobody waits for it any more. */
  private static final long TIMEOUT_MILLIS = 1_000;

  /** Takes a probe's end; called once. */
  interface End {
    void ended(CallProbe probe, Status status, Metadata trailers);
  }

  private final Server server;
  private final Endpoint endpoint;
  final Object generation;
  final long sentNanos;
  final ProbeCounts counts;

  // Guarded by the client's lock.
  private boolean ended;
  private @Nullable ServerReport report;

  CallProbe(Server server, Object generation, long sentNanos, ProbeCounts counts) {
    this.server = server;
    this.endpoint = server.endpoint;
    this.generation = generation;
    this.sentNanos = sentNanos;
    this.counts = counts;
  }

  Server server() {
    return server;
  }

  /** Sends it; its end may come before this returns. */
  void send(Channel channel, End end) {
    ClientCall<GetStatsRequest, SchedulerStats> call =
        channel.newCall(
            METHOD,
            CallOptions.DEFAULT
                .withOption(CallKeys.PROBED, server)
                .withDeadlineAfter(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS));
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            end.ended(CallProbe.this, status, trailers);
          }
        },
        new Metadata());
    call.request(2); // One answer; a second would be an error, which gRPC finds.
    call.sendMessage(GetStatsRequest.getDefaultInstance());
    call.halfClose();
  }

  void end(@Nullable ServerReport told) {
    ended = true;
    report = told;
  }

  @Override
  public Endpoint endpoint() {
    return endpoint;
  }

  @Override
  public boolean ended() {
    return ended;
  }

  @Override
  public @Nullable ServerReport report() {
    return report;
  }
}
