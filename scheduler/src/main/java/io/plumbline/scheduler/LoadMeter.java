package io.plumbline.scheduler;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Follows a station's load, to report it with every answer; see {@link LoadReports}.
 *
 * <p>An average over time is a pair of sums that both fade by {@code exp(-dt)}: of what was there,
 * and of the time that it was there for. Their quotient is right from the first instant on, where a
 * plain exponential average would have to forget its beginning first.
 *
 * <p>Not thread-safe: the station's lock guards it.
 */
final class LoadMeter {
  private static final double FADE_NANOS = 1e9;
  private static final double NANOS_PER_SECOND = 1e9;

  /** Beyond it nobody is told how many of a tier wait. */
  private static final int MOST_TIERS = 16;

  /** At the end of the form: what is known only if a request has been served. */
  private static final int OF_SERVED = 5;

  /** For how long, after the last one. */
  static final int REMEMBERED_SECONDS = 10;

  private final int workers;
  private final boolean byTier;
  private final List<String> models;
  private final LatencyHistory latencies;
  private final int[] queuedOfTier = new int[MOST_TIERS];

  private int tiers;
  private LoadReportForm form;
  private double[] values;

  private int busy;
  private int queued;
  private boolean started;
  private long lastNanos;
  private long lastServedNanos;
  private double weight;
  private double busySum;
  private double inFlightSum;
  private double queuedSum;
  private double arrivals;
  private double refusals;

  /**
   * @param models those that a worker can serve at once
   */
  LoadMeter(QueueDiscipline discipline, int workers, int queueCapacity, Collection<String> models) {
    this.workers = workers;
    this.byTier = discipline.servesByTier();
    this.models = List.copyOf(models);
    this.latencies =
        new LatencyHistory((int) Math.min(Integer.MAX_VALUE, (long) workers + queueCapacity));
    this.form = form();
    this.values = new double[form.size()];
  }

  private LoadReportForm form() {
    List<String> names =
        new ArrayList<>(
            List.of(
                LoadReports.UTILIZATION_NOW,
                LoadReports.IN_FLIGHT,
                LoadReports.IN_FLIGHT_MEAN,
                LoadReports.QUEUED,
                LoadReports.QUEUED_MEAN,
                LoadReports.WORKERS));
    for (int tier = 1; tier <= tiers; tier++) {
      names.add(LoadReports.QUEUED_TIER_PREFIX + tier);
    }
    models.forEach(model -> names.add(LoadReports.RESIDENT_PREFIX + model));
    names.add(LoadReports.SERVICE_MEAN);
    names.add(LoadReports.LATENCY);
    names.add(LoadReports.LATENCY_MEAN);
    names.add(LoadReports.LATENCY_IN_FLIGHT);
    names.add(LoadReports.LATENCY_EXPECTED);
    return LoadReportForm.of(names);
  }

  /** A request has come. */
  void arrived(int tier, long nowNanos) {
    pass(nowNanos);
    arrivals++;
    if (byTier && tier > tiers && tier <= MOST_TIERS) {
      tiers = tier;
      form = form();
      values = new double[form.size()];
    }
  }

  /** A request was refused: there was no place, it was late, or it made no sense. */
  void refused(long nowNanos) {
    pass(nowNanos);
    refusals++;
  }

  /** A worker has done a request, whether or not somebody still waits for the answer. */
  void served(int inFlightAtArrival, long latencyNanos, long serviceNanos, long nowNanos) {
    pass(nowNanos);
    lastServedNanos = nowNanos;
    latencies.append(inFlightAtArrival, latencyNanos, serviceNanos);
  }

  /** A request of a tier waits, or waits no more. */
  void queued(int tier, int change) {
    if (tier <= MOST_TIERS) {
      queuedOfTier[tier - 1] += change;
    }
  }

  /** From now on so many workers are busy and so many requests wait. */
  void is(int busyNow, int queuedNow, long nowNanos) {
    pass(nowNanos);
    busy = busyNow;
    queued = queuedNow;
  }

  private void pass(long nowNanos) {
    if (!started) {
      started = true;
      lastNanos = nowNanos;
    }
    long passedNanos = nowNanos - lastNanos;
    if (passedNanos <= 0) {
      return;
    }
    lastNanos = nowNanos;
    // Whoever has work will tell more of itself; whoever has none may be shunned for what was.
    if (!latencies.isEmpty()
        && busy + queued == 0
        && nowNanos - lastServedNanos > REMEMBERED_SECONDS * NANOS_PER_SECOND) {
      latencies.clear();
    }
    double fade = Math.exp(-passedNanos / FADE_NANOS);
    double gain = 1 - fade;
    weight = weight * fade + gain;
    busySum = busySum * fade + busy * gain;
    inFlightSum = inFlightSum * fade + (busy + queued) * gain;
    queuedSum = queuedSum * fade + queued * gain;
    arrivals *= fade;
    refusals *= fade;
  }

  /** The report at this instant, as bytes. */
  byte[] report(long nowNanos) {
    pass(nowNanos);
    int inFlight = busy + queued;
    // In the first instant no time has passed to average over.
    double meanInFlight = weight > 0 ? inFlightSum / weight : inFlight;
    int i = 0;
    values[i++] = weight > 0 ? busySum / weight / workers : (double) busy / workers;
    values[i++] = perSecond(arrivals);
    values[i++] = perSecond(refusals);
    values[i++] = (double) busy / workers;
    values[i++] = inFlight;
    values[i++] = meanInFlight;
    values[i++] = queued;
    values[i++] = weight > 0 ? queuedSum / weight : queued;
    values[i++] = workers;
    for (int tier = 0; tier < tiers; tier++) {
      values[i++] = queuedOfTier[tier];
    }
    for (int model = 0; model < models.size(); model++) {
      values[i++] = 1;
    }
    if (latencies.isEmpty()) {
      return form.fill(values, form.size() - OF_SERVED);
    }
    values[i++] = latencies.meanServiceNanos();
    values[i++] = latencies.latestNanos();
    values[i++] = latencies.meanNanos();
    values[i++] = latencies.medianNanos(inFlight);
    values[i++] = latencies.medianNanos((int) Math.round(meanInFlight));
    return form.fill(values, i);
  }

  private double perSecond(double faded) {
    return weight > 0 ? faded / weight * (NANOS_PER_SECOND / FADE_NANOS) : 0;
  }
}
