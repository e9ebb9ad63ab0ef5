package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * An open-loop run against a first-come-first-served queue, on a virtual clock and exact: the
 * c-server form of Lindley's recursion.
 *
 * <p>A request starts on the server that is free first, and no earlier than it arrives. Time in
 * seconds inside, nanoseconds outside.
 */
final class SimulatedQueue {
  /** Draws a service time of mean 1. */
  interface Service {
    double draw(SplittableRandom random);
  }

  static final Service EXPONENTIAL = random -> -Math.log(1 - random.nextDouble());
  static final Service CONSTANT = random -> 1;

  /** Coefficient of variation 1.5: sigma^2 = ln(1 + 1.5^2). */
  static final Service LOGNORMAL =
      random -> {
        double variance = Math.log(1 + 1.5 * 1.5);
        return Math.exp(-variance / 2 + Math.sqrt(variance) * normal(random));
      };

  private record End(double at, boolean ok, double response) {}

  private final int servers;
  private final Service service;
  private final double serviceSeconds;
  private final DoubleUnaryOperator load;
  private final double lengthSeconds;
  private double stallFrom = Double.POSITIVE_INFINITY;
  private double stallUntil = Double.POSITIVE_INFINITY;
  private int placesInSystem = Integer.MAX_VALUE;
  private double deadlineSeconds = Double.POSITIVE_INFINITY;
  private DoubleUnaryOperator slowness = t -> 1;

  /**
   * @param serviceSeconds the mean time of one request on one server
   * @param load offered load over capacity, at each second of the run
   */
  SimulatedQueue(
      int servers,
      Service service,
      double serviceSeconds,
      DoubleUnaryOperator load,
      double lengthSeconds) {
    this.servers = servers;
    this.service = service;
    this.serviceSeconds = serviceSeconds;
    this.load = load;
    this.lengthSeconds = lengthSeconds;
  }

  /** No server works in between; what is being served stays where it is. */
  SimulatedQueue stalled(double from, double until) {
    stallFrom = from;
    stallUntil = until;
    return this;
  }

  /** Whoever finds so many requests there is refused at once. */
  SimulatedQueue places(int inSystem) {
    placesInSystem = inSystem;
    return this;
  }

  /** Whoever has not been answered by then gives up; the server skips it if it has not begun. */
  SimulatedQueue deadline(double seconds) {
    deadlineSeconds = seconds;
    return this;
  }

  /** Service times are multiplied by this, by the second in which they begin. */
  SimulatedQueue slowness(DoubleUnaryOperator factor) {
    slowness = factor;
    return this;
  }

  /** Plays the run under limits, up to the first stop. */
  Found play(long seed, RunLimits limits) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] plan = arrivals(random.split());
    LimitWatch watch = new LimitWatch(limits, Optional.of(planned(plan)));
    double[] free = new double[servers];
    PriorityQueue<End> ends = new PriorityQueue<>(Comparator.comparingDouble(End::at));
    for (long arrivalNanos : plan) {
      double now = arrivalNanos / 1e9;
      while (!ends.isEmpty() && ends.element().at() <= now) {
        End end = ends.remove();
        Optional<StopReason> stop =
            watch.ended((long) (end.at() * 1e9), end.ok(), (long) (end.response() * 1e9));
        if (stop.isPresent()) {
          return new Found(now, stop, watch.noticedSaturation());
        }
      }
      Optional<StopReason> stop = watch.offered(arrivalNanos);
      if (stop.isPresent()) {
        return new Found(now, stop, watch.noticedSaturation());
      }
      double work = service.draw(random) * serviceSeconds;
      if (ends.size() >= placesInSystem) {
        ends.add(new End(now, false, 0));
        continue;
      }
      int server = 0;
      for (int s = 1; s < servers; s++) {
        server = free[s] < free[server] ? s : server;
      }
      double start = Math.max(now, free[server]);
      if (start >= stallFrom && start < stallUntil) {
        start = stallUntil;
      }
      if (start > now + deadlineSeconds) {
        ends.add(new End(now + deadlineSeconds, false, deadlineSeconds));
        continue;
      }
      double done = start + work * slowness.applyAsDouble(start);
      if (start < stallFrom && done > stallFrom) {
        done += stallUntil - stallFrom;
      }
      free[server] = done;
      boolean inTime = done <= now + deadlineSeconds;
      double end = inTime ? done : now + deadlineSeconds;
      ends.add(new End(end, inTime, end - now));
    }
    return new Found(lengthSeconds, Optional.empty(), watch.noticedSaturation());
  }

  /** What came of a run, and when. */
  record Found(double atSeconds, Optional<StopReason> stop, Optional<StopReason> noticed) {}

  /** Poisson arrivals at a changing rate, by thinning. */
  private long[] arrivals(SplittableRandom random) {
    double capacity = servers / serviceSeconds;
    double peak = 0;
    for (double t = 0; t < lengthSeconds; t += .01) {
      peak = Math.max(peak, load.applyAsDouble(t));
    }
    List<Long> at = new ArrayList<>();
    double t = 0;
    while (true) {
      t += -Math.log(1 - random.nextDouble()) / (capacity * peak);
      if (t >= lengthSeconds) {
        return at.stream().mapToLong(Long::longValue).toArray();
      }
      if (random.nextDouble() * peak < load.applyAsDouble(t)) {
        at.add((long) (t * 1e9));
      }
    }
  }

  private static PlannedLoad planned(long[] offsetsNanos) {
    return new PlannedLoad() {
      @Override
      public long dueBy(long atNanos) {
        // Two arrivals in one nanosecond would be one off, which is nothing here.
        int at = Arrays.binarySearch(offsetsNanos, atNanos);
        return at >= 0 ? at + 1 : -at - 1;
      }

      @Override
      public long lastNanos() {
        return offsetsNanos[offsetsNanos.length - 1];
      }
    };
  }

  private static double normal(SplittableRandom random) {
    return Math.sqrt(-2 * Math.log(1 - random.nextDouble()))
        * Math.cos(2 * Math.PI * random.nextDouble());
  }
}
