package io.plumbline.scheduler;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a scheduler behaves.
 *
 * @param discipline who is served next
 * @param workers how many requests are served at once; positive
 * @param queueCapacity how many may wait; 0 lets none wait
 * @param refuseLate whether a request whose deadline has passed when it would begin service is
 *     refused instead of served
 * @param serviceTimes the known models and how long each keeps a worker; iterates by name
 * @param seed where the service times are drawn from: the n-th valid request for a model takes the
 *     same time in every scheduler with this seed, whatever its discipline
 * @param nullMode whether every request is answered at once and unread, to measure all but the
 *     server; nothing else here matters then
 * @param loadReports whether answers carry the load; see {@link LoadReports}
 */
public record SchedulerSettings(
    QueueDiscipline discipline,
    int workers,
    int queueCapacity,
    boolean refuseLate,
    Map<String, ServiceTime> serviceTimes,
    long seed,
    boolean nullMode,
    boolean loadReports) {

  public SchedulerSettings {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be positive: " + workers);
    }
    if (queueCapacity < 0) {
      throw new IllegalArgumentException("queueCapacity must not be negative: " + queueCapacity);
    }
    if (serviceTimes.isEmpty()) {
      throw new IllegalArgumentException("serviceTimes must name at least one model: {}");
    }
    serviceTimes = Collections.unmodifiableMap(new TreeMap<>(serviceTimes));
  }

  /** The same without load reports. */
  public SchedulerSettings(
      QueueDiscipline discipline,
      int workers,
      int queueCapacity,
      boolean refuseLate,
      Map<String, ServiceTime> serviceTimes,
      long seed,
      boolean nullMode) {
    this(discipline, workers, queueCapacity, refuseLate, serviceTimes, seed, nullMode, false);
  }

  /** These settings, with or without load reports. */
  public SchedulerSettings withLoadReports(boolean wanted) {
    return new SchedulerSettings(
        discipline, workers, queueCapacity, refuseLate, serviceTimes, seed, nullMode, wanted);
  }

  /**
   * Four workers, priority-edf, 1000 may wait, late requests refused; resnet50 takes 8 ms and vit
   * 20 ms, both constant: a reference adds no variance that nobody asked for.
   */
  public static SchedulerSettings defaults() {
    return new SchedulerSettings(
        QueueDiscipline.PRIORITY_EDF,
        4,
        1000,
        true,
        Map.of("resnet50", new ServiceTime.Constant(8), "vit", new ServiceTime.Constant(20)),
        42,
        false);
  }

  /** Answers at once and reads nothing but the deadline. */
  public static SchedulerSettings nullServer() {
    SchedulerSettings rest = defaults();
    return new SchedulerSettings(
        rest.discipline,
        rest.workers,
        rest.queueCapacity,
        rest.refuseLate,
        rest.serviceTimes,
        rest.seed,
        true);
  }
}
