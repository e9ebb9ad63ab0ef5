package io.plumbline.scheduler;

import static io.plumbline.scheduler.QueueDiscipline.NO_DEADLINE;

import java.util.SplittableRandom;

/**
 * One independent run of the {@link Station} in virtual time, under Poisson arrivals of equally
 * many requests of each tier, from empty to empty; the first tenth of the requests is not counted.
 */
final class Replication {

  /** What is offered: a Poisson stream that keeps each worker busy this share of its time. */
  record Offer(
      QueueDiscipline discipline,
      int workers,
      double load,
      double nominalMeanMillis,
      ServiceTime serviceTime,
      int tiers,
      int requests) {

    double gapNanos() {
      return nominalMeanMillis * 1e6 / (workers * load);
    }
  }

  private final Offer offer;
  private final VirtualTime time = new VirtualTime();
  private final Station station;
  private final SplittableRandom arrivals;
  private final SplittableRandom services;
  private final SplittableRandom tiers;
  private final long[] counted;
  private final long[] waited;
  private final double[] waitMillis;
  private int offered;

  private Replication(Offer offer, SplittableRandom random) {
    this.offer = offer;
    this.arrivals = random.split();
    this.services = random.split();
    this.tiers = random.split();
    this.counted = new long[offer.tiers];
    this.waited = new long[offer.tiers];
    this.waitMillis = new double[offer.tiers];
    this.station =
        new Station(offer.discipline, offer.workers, Integer.MAX_VALUE, true, time, time);
  }

  /** Runs to the end; the generator gives it streams of its own. */
  static Replication run(Offer offer, SplittableRandom random) {
    Replication replication = new Replication(offer, random);
    replication.scheduleArrival(0);
    replication.time.runToTheEnd();
    return replication;
  }

  /** The mean of all waits, zeros included. */
  double meanWaitMillis() {
    double sum = 0;
    for (double millis : waitMillis) {
      sum += millis;
    }
    return sum / sum(counted);
  }

  /** The same for one tier. */
  double meanWaitMillis(int tier) {
    return waitMillis[tier - 1] / counted[tier - 1];
  }

  /** The share of requests that found every worker busy. */
  double waitedRatio() {
    return (double) sum(waited) / sum(counted);
  }

  private void scheduleArrival(double nowNanos) {
    // A double, so that rounding to the nanosecond does not add up.
    double atNanos = nowNanos - offer.gapNanos() * StrictMath.log(1 - arrivals.nextDouble());
    time.runAt(Math.round(atNanos), () -> arrive(atNanos));
  }

  private void arrive(double nowNanos) {
    boolean warm = offered >= offer.requests / 10;
    int tier = 1 + tiers.nextInt(offer.tiers);
    station.offer(
        new Job(
            tier,
            NO_DEADLINE,
            offer.serviceTime.sampleNanos(services),
            new Job.Listener() {
              @Override
              public void served(long queuedNanos, long servedNanos) {
                if (warm) {
                  counted[tier - 1]++;
                  waited[tier - 1] += queuedNanos > 0 ? 1 : 0;
                  waitMillis[tier - 1] += queuedNanos / 1e6;
                }
              }

              @Override
              public void refusedFull(int queueCapacity) {
                throw new AssertionError("the queue is unbounded");
              }

              @Override
              public void refusedLate(long queuedNanos, long lateNanos) {
                throw new AssertionError("nothing has a deadline");
              }
            }));
    if (++offered < offer.requests) {
      scheduleArrival(nowNanos);
    }
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
