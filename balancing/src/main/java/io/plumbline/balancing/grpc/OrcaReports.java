package io.plumbline.balancing.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Metadata;
import io.plumbline.balancing.ServerReport;
import io.plumbline.balancing.Windowed;
import io.plumbline.proto.OrcaLoadReport;
import io.plumbline.scheduler.LoadReports;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Load reports between gRPC's form and ours.
 *
 * <p>Any server's reports are understood as far as they go; the names of {@link LoadReports} tell
 * the rest. A zero means "not told" in gRPC's form, unless the server also tells {@link
 * LoadReports#IN_FLIGHT}: then it is one of ours, which tells everything.
 */
final class OrcaReports {
  private OrcaReports() {}

  /** What trailers tell; null if nothing, or nothing that can be read. */
  static @Nullable ServerReport of(Metadata trailers) {
    byte[] bytes = trailers.get(LoadReports.TRAILER);
    if (bytes == null) {
      return null;
    }
    try {
      return of(OrcaLoadReport.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      return null; // As gRPC does: a bad report is no reason to fail a good answer.
    }
  }

  private static ServerReport of(OrcaLoadReport report) {
    Map<String, Double> named = finite(report.getNamedMetricsMap());
    boolean ours = named.containsKey(LoadReports.IN_FLIGHT);
    double mean =
        report.getApplicationUtilization() > 0
            ? report.getApplicationUtilization()
            : report.getCpuUtilization();
    double utilization = told(mean, ours);
    double arrivals = told(report.getRpsFractional(), ours);
    return new ServerReport(
        averaged(
            100 * named.getOrDefault(LoadReports.UTILIZATION_NOW, utilization), 100 * utilization),
        Windowed.of(arrivals),
        averaged(value(named, LoadReports.IN_FLIGHT), value(named, LoadReports.IN_FLIGHT_MEAN)),
        averaged(value(named, LoadReports.QUEUED), value(named, LoadReports.QUEUED_MEAN)),
        averaged(value(named, LoadReports.LATENCY), value(named, LoadReports.LATENCY_MEAN)),
        value(named, LoadReports.LATENCY_EXPECTED),
        value(named, LoadReports.LATENCY_IN_FLIGHT),
        Double.NaN, // A server does not know the others, whom that controller compares it with.
        told(report.getEps(), ours),
        named);
  }

  /** What is not finite is as good as not told. */
  private static double told(double value, boolean zeroToo) {
    return Double.isFinite(value) && (zeroToo || value > 0) ? value : Double.NaN;
  }

  private static Map<String, Double> finite(Map<String, Double> named) {
    if (named.values().stream().allMatch(Double::isFinite)) {
      return named;
    }
    Map<String, Double> finite = new HashMap<>(named);
    finite.values().removeIf(value -> !Double.isFinite(value));
    return finite;
  }

  private static double value(Map<String, Double> named, String name) {
    return named.getOrDefault(name, Double.NaN);
  }

  /** A server's averages fade exponentially, so they stand for the mean as well. */
  private static Windowed averaged(double latest, double average) {
    return new Windowed(latest, average, average);
  }

  /** The trailers of an answer that tells this much, for gRPC's own policies. */
  static Metadata trailers(@Nullable ServerReport report) {
    Metadata trailers = new Metadata();
    if (report != null) {
      OrcaLoadReport orca =
          OrcaLoadReport.newBuilder()
              .setApplicationUtilization(orZero(report.utilizationPercent().mean() / 100))
              .setRpsFractional(orZero(report.arrivalsPerSecond().mean()))
              .setEps(orZero(report.errorsPerSecond()))
              .build();
      trailers.put(LoadReports.TRAILER, orca.toByteArray());
    }
    return trailers;
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
