package io.plumbline.scheduler;

import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.plumbline.loadgen.InferRequestMarshaller;
import io.plumbline.loadgen.ReceivedRequest;
import io.plumbline.loadgen.ServerTimes;
import io.plumbline.proto.InferResponse;
import io.plumbline.proto.SchedulerStats;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Puts each call of {@code Infer} through a {@link Station} and answers with how it ended.
 *
 * <p>gRPC's threads validate and offer; they, or the timer's thread, answer. A job keeps nothing of
 * its request but the deadline, so what waits does not hold its tensor in memory.
 */
final class QueueingBackend implements Backend {

  private final Station station;
  private final CompletionTimer timer;
  private final ServiceTimeSampler sampler;
  private final InferRequestCheck check;
  private final SchedulerServer.EntryListener entries;

  private final Executor requestThreads = requestThreads();

  QueueingBackend(SchedulerSettings settings, SchedulerClock clock, CompletionTimer timer) {
    this(settings, clock, timer, (deadlineNanos, sequence) -> {});
  }

  /** The same, telling of every valid request. */
  QueueingBackend(
      SchedulerSettings settings,
      SchedulerClock clock,
      CompletionTimer timer,
      SchedulerServer.EntryListener entries) {
    this.entries = entries;
    this.station =
        new Station(
            settings.discipline(),
            settings.workers(),
            settings.queueCapacity(),
            settings.refuseLate(),
            clock,
            timer,
            settings.loadReports()
                ? new LoadMeter(
                    settings.discipline(),
                    settings.workers(),
                    settings.queueCapacity(),
                    settings.serviceTimes().keySet())
                : null);
    this.timer = timer;
    this.sampler = new ServiceTimeSampler(settings.serviceTimes(), settings.seed());
    this.check = new InferRequestCheck(settings.serviceTimes().keySet());
  }

  @Override
  public void installOn(ServerBuilder<?> builder) {
    builder
        .executor(requestThreads)
        .addService(
            ServerInterceptors.intercept(
                InferService.of(new InferRequestMarshaller(), this::infer),
                new ResponseTrailers()));
  }

  @Override
  public SchedulerStats stats() {
    return station.stats();
  }

  @Override
  public Optional<byte[]> loadReport() {
    return station.loadReport();
  }

  @Override
  public void close() {
    station.close();
    timer.close();
  }

  /**
   * A thread per core: parsing a tensor is pure computation, so more would only take turns, and on
   * the network's threads it would hold up other calls' bytes, cancellations and deadlines.
   */
  private static Executor requestThreads() {
    int cores = Runtime.getRuntime().availableProcessors();
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            cores,
            cores,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            new DaemonThreads("plumbline-scheduler"));
    // Idle threads end by themselves. A shutdown would reject what gRPC still has to say about the
    // calls of a connection that it has already reported closed.
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private void infer(ReceivedRequest request, StreamObserver<InferResponse> observer) {
    check
        .problem(request)
        .ifPresentOrElse(problem -> refuse(problem, observer), () -> offer(request, observer));
    request.release();
  }

  private void refuse(String problem, StreamObserver<InferResponse> observer) {
    station.countInvalid();
    observer.onError(Status.INVALID_ARGUMENT.withDescription(problem).asException());
  }

  private void offer(ReceivedRequest request, StreamObserver<InferResponse> observer) {
    long deadlineNanos = request.deadlineNanos();
    Job job =
        new Job(
            request.tier(),
            deadlineNanos,
            sampler.nextNanos(request.modelName()),
            new Answer(deadlineNanos, observer, ResponseTrailers.current(), station));
    // Runs after this method, as gRPC serializes a call's events: the job has been offered then.
    ((ServerCallStreamObserver<InferResponse>) observer)
        .setOnCancelHandler(() -> station.cancel(job));
    station.offer(job);
    entries.entered(deadlineNanos, job.arrivalSequence());
  }

  /** Turns the end of a job into the end of its call. */
  private record Answer(
      long deadlineNanos,
      StreamObserver<InferResponse> observer,
      Metadata trailers,
      Station station)
      implements Job.Listener {

    @Override
    public void served(long queuedNanos, long servedNanos) {
      trailers.put(ServerTimes.QUEUED_NANOS, Long.toString(queuedNanos));
      trailers.put(ServerTimes.SERVED_NANOS, Long.toString(servedNanos));
      reportLoad();
      observer.onNext(
          InferResponse.newBuilder().setDeadlineNs(deadlineNanos).setSuccess(true).build());
      observer.onCompleted();
    }

    @Override
    public void refusedFull(int queueCapacity) {
      reportLoad();
      observer.onError(
          Status.RESOURCE_EXHAUSTED
              .withDescription("the queue is full: capacity " + queueCapacity)
              .asException());
    }

    @Override
    public void refusedLate(long queuedNanos, long lateNanos) {
      trailers.put(ServerTimes.QUEUED_NANOS, Long.toString(queuedNanos));
      reportLoad();
      observer.onError(
          Status.DEADLINE_EXCEEDED
              .withDescription(
                  "deadline_ns "
                      + deadlineNanos
                      + " had passed by "
                      + lateNanos
                      + " ns when service would have begun")
              .asException());
    }

    private void reportLoad() {
      station.loadReport().ifPresent(report -> trailers.put(LoadReports.TRAILER, report));
    }
  }
}
