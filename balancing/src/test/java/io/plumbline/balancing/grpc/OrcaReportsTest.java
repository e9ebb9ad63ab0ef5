package io.plumbline.balancing.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.plumbline.balancing.ServerReport;
import io.plumbline.proto.OrcaLoadReport;
import io.plumbline.scheduler.LoadReports;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OrcaReportsTest {

  private static ServerReport read(OrcaLoadReport.Builder report) {
    Metadata trailers = new Metadata();
    trailers.put(LoadReports.TRAILER, report.build().toByteArray());
    ServerReport read = OrcaReports.of(trailers);
    assertThat(read).isNotNull();
    return read;
  }

  @Test
  void anyServersReport_isReadAsFarAsItGoes() {
    ServerReport report =
        read(
            OrcaLoadReport.newBuilder()
                .setCpuUtilization(0.4)
                .setRpsFractional(250)
                .putNamedMetrics("kv_cache", 0.7));
    assertThat(report.utilizationPercent().mean()).isEqualTo(40);
    assertThat(report.arrivalsPerSecond().latest()).isEqualTo(250);
    // A zero is "not told" where the server is not one of ours.
    assertThat(report.errorsPerSecond()).isNaN();
    assertThat(report.inFlight().latest()).isNaN();
    assertThat(report.named()).containsEntry("kv_cache", 0.7);
  }

  @Test
  void zeroOfAServerOfOurs_isZero() {
    ServerReport report =
        read(OrcaLoadReport.newBuilder().putNamedMetrics(LoadReports.IN_FLIGHT, 0));
    assertThat(report.utilizationPercent().mean()).isZero();
    assertThat(report.errorsPerSecond()).isZero();
    assertThat(report.inFlight().latest()).isZero();
  }

  @Test
  void whatIsNotFinite_isNotTold() {
    ServerReport report =
        read(
            OrcaLoadReport.newBuilder()
                .setCpuUtilization(Double.NaN)
                .setRpsFractional(Double.POSITIVE_INFINITY)
                .setEps(Double.NEGATIVE_INFINITY)
                .putNamedMetrics(LoadReports.IN_FLIGHT, Double.POSITIVE_INFINITY)
                .putNamedMetrics(ServerReport.WORKERS, 4));
    assertThat(report.utilizationPercent().mean()).isNaN();
    assertThat(report.arrivalsPerSecond().latest()).isNaN();
    assertThat(report.errorsPerSecond()).isNaN();
    assertThat(report.inFlight().latest()).isNaN();
    assertThat(report.named()).containsOnlyKeys(ServerReport.WORKERS);
  }

  @Test
  void noReport_andOneThatCannotBeRead_areNone() {
    assertThat(OrcaReports.of(new Metadata())).isNull();
    Metadata trailers = new Metadata();
    trailers.put(LoadReports.TRAILER, "no report".getBytes(StandardCharsets.UTF_8));
    assertThat(OrcaReports.of(trailers)).isNull();
  }
}
