package io.plumbline.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.InvalidProtocolBufferException;
import io.plumbline.proto.OrcaLoadReport;
import java.util.List;
import org.junit.jupiter.api.Test;

/** All in virtual time; what comes out is read with protobuf's own code. */
class LoadMeterTest {
  private static final long SECOND = 1_000_000_000;

  private final VirtualTime time = new VirtualTime();

  private final Station station = station(QueueDiscipline.PRIORITY);

  private Station station(QueueDiscipline discipline) {
    return new Station(
        discipline, 2, 2, true, time, time, new LoadMeter(discipline, 2, 2, List.of("resnet50")));
  }

  private void offer(int tier, long serviceNanos) {
    station.offer(job(tier, serviceNanos));
  }

  private static Job job(int tier, long serviceNanos) {
    return new Job(
        tier,
        QueueDiscipline.NO_DEADLINE,
        serviceNanos,
        new Job.Listener() {
          @Override
          public void served(long queuedNanos, long servedNanos) {}

          @Override
          public void refusedFull(int queueCapacity) {}

          @Override
          public void refusedLate(long queuedNanos, long lateNanos) {}
        });
  }

  private OrcaLoadReport report() throws InvalidProtocolBufferException {
    return OrcaLoadReport.parseFrom(station.loadReport().orElseThrow());
  }

  @Test
  void report_ofAnIdleStation_knowsNoLatency() throws Exception {
    assertThat(report().getNamedMetricsMap())
        .containsEntry(LoadReports.IN_FLIGHT, 0.0)
        .containsEntry(LoadReports.WORKERS, 2.0)
        .containsEntry("resident.resnet50", 1.0)
        .doesNotContainKeys(
            LoadReports.LATENCY, LoadReports.LATENCY_IN_FLIGHT, LoadReports.SERVICE_MEAN);
    assertThat(report().getApplicationUtilization()).isZero();
  }

  /** Two are served, one of tier 1 and one of tier 3 wait, a fifth is refused. */
  @Test
  void report_tellsWhatIsThereNow() throws Exception {
    offer(1, SECOND);
    offer(1, SECOND);
    offer(1, SECOND);
    offer(3, SECOND);
    offer(3, SECOND);
    assertThat(report().getNamedMetricsMap())
        .containsEntry(LoadReports.UTILIZATION_NOW, 1.0)
        .containsEntry(LoadReports.IN_FLIGHT, 4.0)
        .containsEntry(LoadReports.QUEUED, 2.0)
        .containsEntry("queued.tier.1", 1.0)
        .containsEntry("queued.tier.2", 0.0)
        .containsEntry("queued.tier.3", 1.0);
    assertThat(report().getApplicationUtilization()).isEqualTo(1);
  }

  /**
   * One of two workers is busy for the first second, none in the second one. One second ago counts
   * 1/e of now: (1 - 1/e) / e busy seconds of 1 - 1/e^2, which is 1 / (1 + e), of two workers.
   */
  @Test
  void utilization_isAveragedOverTime() throws Exception {
    offer(1, SECOND);
    time.advanceTo(2 * SECOND);
    assertThat(report().getApplicationUtilization()).isCloseTo(0.5 / (1 + Math.E), within(1e-12));
    assertThat(report().getNamedMetricsMap()).containsEntry(LoadReports.UTILIZATION_NOW, 0.0);
  }

  /** Every 10 ms for 10 s: 100 a second, nearly as from the first second on. */
  @Test
  void arrivals_arePerSecond() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      time.advanceTo(i * SECOND / 100);
      offer(1, 1);
    }
    assertThat(report().getRpsFractional()).isCloseTo(100, within(1.0));
    assertThat(report().getEps()).isZero();
  }

  /** With none before it a request takes 5, with one 7; now there is one, so 7 is expected. */
  @Test
  void latencyInFlight_isOfThoseThatCameToAsMany() throws Exception {
    for (int i = 0; i < 20; i++) {
      offer(1, 5);
      offer(1, 7);
      time.runToTheEnd();
    }
    assertThat(report().getNamedMetricsMap())
        .containsEntry(LoadReports.LATENCY, 7.0)
        .containsEntry(LoadReports.LATENCY_MEAN, 6.0)
        .containsEntry(LoadReports.LATENCY_IN_FLIGHT, 5.0);
    offer(1, 5);
    assertThat(report().getNamedMetricsMap()).containsEntry(LoadReports.LATENCY_IN_FLIGHT, 7.0);
  }

  /**
   * Four at once on two workers, 10 each: half of them wait for 10, so the latencies' mean is 15.
   */
  @Test
  void service_isWithoutTheWait() throws Exception {
    for (int i = 0; i < 4; i++) {
      offer(1, 10);
    }
    time.runToTheEnd();
    assertThat(report().getNamedMetricsMap())
        .containsEntry(LoadReports.SERVICE_MEAN, 10.0)
        .containsEntry(LoadReports.LATENCY_MEAN, 15.0);
  }

  /** A worker has it all the same. */
  @Test
  void service_isToldOfRequestsThatWereGivenUp() throws Exception {
    Job job = job(1, SECOND);
    station.offer(job);
    station.cancel(job);
    time.runToTheEnd();
    assertThat(report().getNamedMetricsMap())
        .containsEntry(LoadReports.SERVICE_MEAN, (double) SECOND);
  }

  @Test
  void whatWasServedLongAgo_isForgotten() throws Exception {
    offer(1, 5);
    time.advanceTo(10 * SECOND);
    assertThat(report().getNamedMetricsMap())
        .containsEntry(LoadReports.SERVICE_MEAN, 5.0)
        .containsEntry(LoadReports.LATENCY_MEAN, 5.0);
    time.advanceTo(10 * SECOND + 6);
    assertThat(report().getNamedMetricsMap())
        .doesNotContainKeys(LoadReports.SERVICE_MEAN, LoadReports.LATENCY_MEAN)
        .containsEntry(LoadReports.WORKERS, 2.0);
    offer(1, 7);
    time.runToTheEnd();
    assertThat(report().getNamedMetricsMap()).containsEntry(LoadReports.SERVICE_MEAN, 7.0);
  }

  /** A slow server would otherwise pass for one of which nothing is known. */
  @Test
  void whoHasWork_forgetsNothing() throws Exception {
    offer(1, 5);
    offer(1, 30 * SECOND);
    time.advanceTo(25 * SECOND);
    assertThat(report().getNamedMetricsMap()).containsEntry(LoadReports.SERVICE_MEAN, 5.0);
  }

  /** Who comes first is served first, so a tier's own queue would tell of no wait. */
  @Test
  void tiers_areNotToldWhereTheyDoNotCount() throws Exception {
    Station fifo = station(QueueDiscipline.FIFO);
    for (int i = 0; i < 4; i++) {
      fifo.offer(job(3, SECOND));
    }
    assertThat(OrcaLoadReport.parseFrom(fifo.loadReport().orElseThrow()).getNamedMetricsMap())
        .containsEntry(LoadReports.QUEUED, 2.0)
        .doesNotContainKeys("queued.tier.1", "queued.tier.3");
  }

  @Test
  void refusals_areErrors() throws Exception {
    for (int i = 0; i < 5; i++) {
      offer(1, SECOND);
    }
    station.countInvalid();
    time.advanceTo(SECOND / 1_000);
    assertThat(report().getEps()).isCloseTo(2_000, within(10.0));
  }

  @Test
  void aStationThatNobodyFollows_reportsNothing() {
    assertThat(new Station(QueueDiscipline.FIFO, 1, 1, true, time, time).loadReport()).isEmpty();
  }
}
