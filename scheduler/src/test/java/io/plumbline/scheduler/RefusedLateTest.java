package io.plumbline.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.ChannelSettings;
import io.plumbline.loadgen.Driver;
import io.plumbline.loadgen.GrpcTarget;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.Model;
import io.plumbline.loadgen.PayloadSettings;
import io.plumbline.loadgen.Recording;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RequestStatus;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.Workload;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One status, two senders: what a client's rows hold of requests that were too late. */
class RefusedLateTest {
  private static final long MILLI_NANOS = 1_000_000L;

  private static Recording run(long sloNanos, double serviceMillis, Duration rpcTimeout)
      throws IOException, InterruptedException {
    Workload workload =
        new Workload(
            "late",
            List.of(
                new RequestClass(
                    1,
                    "slo",
                    sloNanos,
                    1,
                    List.of(new RequestClass.ModelShare(new Model("tiny", List.of(2)), 1)))));
    SchedulerSettings settings =
        new SchedulerSettings(
            QueueDiscipline.FIFO,
            1,
            1000,
            true,
            Map.of("tiny", new ServiceTime.Constant(serviceMillis)),
            42,
            false);
    try (SchedulerServer server = SchedulerServer.start(settings, "127.0.0.1", 0);
        GrpcTarget target =
            GrpcTarget.netty(
                "127.0.0.1",
                server.port(),
                PayloadSettings.defaults(),
                ChannelSettings.defaults(1, rpcTimeout))) {
      target.connect(Duration.ofSeconds(20));
      LoadPlan plan = new LoadPlan(workload, 200, 100 * MILLI_NANOS, 1, 42, Optional.empty());
      return new Driver(
              ArrivalSchedule.of(plan),
              target,
              RunClock.system(),
              Driver.Settings.defaults(20_000 * MILLI_NANOS))
          .run(() -> {});
    }
  }

  @Test
  void schedulersRefusal_tellsHowLongItWaitedThere() throws IOException, InterruptedException {
    // Due a nanosecond after it left: late on arrival.
    Recording refused = run(1, 1, Duration.ofSeconds(20));
    for (int i = 0; i < refused.count(); i++) {
      assertThat(refused.status(i)).isEqualTo(RequestStatus.DEADLINE_EXCEEDED);
      assertThat(refused.queuedNanos(i)).isPresent();
    }
  }

  @Test
  void clientsOwnTimeout_tellsNothing() throws IOException, InterruptedException {
    Recording timedOut = run(60_000 * MILLI_NANOS, 10_000, Duration.ofMillis(100));
    for (int i = 0; i < timedOut.count(); i++) {
      assertThat(timedOut.status(i)).isEqualTo(RequestStatus.DEADLINE_EXCEEDED);
      assertThat(timedOut.queuedNanos(i)).isEmpty();
    }
  }
}
