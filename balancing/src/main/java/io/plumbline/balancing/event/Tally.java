package io.plumbline.balancing.event;

import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * What became of the measured requests of one kind: all, or those of a class.
 *
 * <p>Shares and times are of those that came between warm-up and horizon, however late they ended.
 * Rates of what was done are of those that ended between warm-up and horizon, whenever they came:
 * what the servers only worked off afterwards is no throughput of the measured time.
 */
final class Tally {
  /** Times below a microsecond are told apart no more. */
  private static final long LEAST_NANOS = 1000;

  private static final long MOST_NANOS = 864_000_000_000_000L;

  private final Histogram responses = new Histogram(LEAST_NANOS, MOST_NANOS, 3);
  private final Histogram waits = new Histogram(LEAST_NANOS, MOST_NANOS, 3);
  private final boolean hasSlo;

  private long arrived;
  private long refused;
  private long failed;
  private long timedOut;
  private long unfinished;
  private long waited;
  private long inTime;
  private double sum;
  private double squares;
  private double mean;
  private double waitSum;
  private long count;

  private long left;
  private long leftOk;
  private long leftInTime;
  private double stayed;

  Tally(boolean hasSlo) {
    this.hasSlo = hasSlo;
  }

  void arrived() {
    arrived++;
  }

  void ended(Job.Outcome outcome, long responseNanos, long waitNanos, boolean isInTime) {
    switch (outcome) {
      case OK -> {
        count++;
        sum += responseNanos;
        double before = responseNanos - mean;
        mean += before / count;
        squares += before * (responseNanos - mean);
        responses.recordValue(Math.min(MOST_NANOS, responseNanos));
        if (waitNanos > 0) {
          waited++;
          waitSum += waitNanos;
          waits.recordValue(Math.min(MOST_NANOS, waitNanos));
        }
        if (isInTime) {
          inTime++;
        }
      }
      case REFUSED -> refused++;
      case FAILED -> failed++;
      case TIMED_OUT -> timedOut++;
      case UNFINISHED -> unfinished++;
    }
  }

  /** One has ended between warm-up and horizon, well or not. */
  void left(Job.Outcome outcome, long stayedNanos, boolean isInTime) {
    left++;
    stayed += stayedNanos;
    if (outcome == Job.Outcome.OK) {
      leftOk++;
      if (isInTime) {
        leftInTime++;
      }
    }
  }

  long arrivedCount() {
    return arrived;
  }

  EventRun.Counts counts(long probes, long events) {
    return new EventRun.Counts(
        arrived, count, refused, failed, timedOut, unfinished, probes, events);
  }

  /** The share of what came that was answered well and in time; empty if nothing came. */
  OptionalDouble attainment() {
    return arrived == 0 || !hasSlo
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) inTime / arrived);
  }

  /**
   * How many there should be on average by Little's law: the rate at which they come, times how
   * long those stayed that left meanwhile, well or not. Empty if none did.
   */
  OptionalDouble littleInSystem(double measuredSeconds) {
    return left == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(arrived / measuredSeconds * (stayed / left) / 1e9);
  }

  void putInto(Map<String, Double> figures, double measuredSeconds) {
    figures.put("offered_per_second", arrived / measuredSeconds);
    figures.put("throughput_per_second", leftOk / measuredSeconds);
    if (hasSlo) {
      figures.put("goodput_per_second", leftInTime / measuredSeconds);
      attainment().ifPresent(a -> figures.put("slo_attainment_percent", 100 * a));
    }
    if (arrived > 0) {
      figures.put("refused_percent", 100.0 * refused / arrived);
      figures.put("failed_percent", 100.0 * failed / arrived);
      figures.put("timed_out_percent", 100.0 * timedOut / arrived);
      figures.put("unfinished_percent", 100.0 * unfinished / arrived);
    }
    if (count > 0) {
      figures.put("response_mean_ms", sum / count / 1e6);
      if (count > 1) {
        figures.put("response_sd_ms", Math.sqrt(squares / (count - 1)) / 1e6);
      }
      putPercentile(figures, "response_p50_ms", 0.5);
      putPercentile(figures, "response_p90_ms", 0.9);
      putPercentile(figures, "response_p99_ms", 0.99);
      putPercentile(figures, "response_p99.9_ms", 0.999);
      for (Map.Entry<String, Double> each :
          Map.of("p50", 50.0, "p90", 90.0, "p99", 99.0).entrySet().stream()
              .sorted(Map.Entry.comparingByKey())
              .toList()) {
        figures.put(
            "ok_response_" + each.getKey() + "_ms",
            responses.getValueAtPercentile(each.getValue()) / 1e6);
      }
      figures.put("ok_response_max_ms", responses.getMaxValue() / 1e6);
      figures.put("wait_mean_ms", waitSum / count / 1e6);
      figures.put("waited_percent", 100.0 * waited / count);
      long rank = (long) Math.ceil(0.99 * count) - (count - waited);
      figures.put(
          "wait_p99_ms", rank <= 0 ? 0.0 : waits.getValueAtPercentile(100.0 * rank / waited) / 1e6);
    }
  }

  /** Requests that did not end well rank above all that did; absent if the rank is among them. */
  private void putPercentile(Map<String, Double> figures, String name, double quantile) {
    long rank = Math.max(1, (long) Math.ceil(quantile * arrived));
    if (rank <= count) {
      figures.put(name, responses.getValueAtPercentile(100.0 * rank / count) / 1e6);
    }
  }
}
