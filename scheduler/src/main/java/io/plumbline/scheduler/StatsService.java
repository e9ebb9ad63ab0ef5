package io.plumbline.scheduler;

import io.grpc.stub.StreamObserver;
import io.plumbline.proto.GetStatsRequest;
import io.plumbline.proto.SchedulerStats;
import io.plumbline.proto.SchedulerStatsServiceGrpc;

/** Tells a backend's counters over the wire, and its load in the trailers if it is followed. */
final class StatsService extends SchedulerStatsServiceGrpc.SchedulerStatsServiceImplBase {

  private final Backend backend;

  StatsService(Backend backend) {
    this.backend = backend;
  }

  @Override
  public void getStats(GetStatsRequest request, StreamObserver<SchedulerStats> observer) {
    backend
        .loadReport()
        .ifPresent(load -> ResponseTrailers.current().put(LoadReports.TRAILER, load));
    observer.onNext(backend.stats());
    observer.onCompleted();
  }
}
