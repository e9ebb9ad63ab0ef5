package io.plumbline.experiments;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Holds every measured wait of one recorded path against what the {@link FcfsRecursion} makes of
 * the path's own arrivals and services.
 *
 * <p>What is not recorded is the instant at which a request entered the scheduler; the recursion is
 * given the instant at which it was sent, and its wait is off by what the ways in differ: that is
 * the <i>error</i>.
 *
 * <p>Whether an error is the transport's is decided without any tolerance. What a request spent
 * neither waiting nor in service, its <i>outside</i> time, is known (done - sent - queued -
 * served), and the way in is a part of it: it entered between sent and sent + outside. The
 * recursion is monotone, so bounds on entries are bounds on starts, and a start must also lie its
 * wait after the entry. Requests whose entries may overlap can have entered in any order, so orders
 * are searched, likeliest first, for one that these bounds leave open. What really happened is such
 * an order; if there is none, the waits are not those of a first-come-first-served queue with these
 * workers, arrivals and services.
 */
final class PathwiseProof {
  /** Before any run. */
  private static final long ALWAYS_FREE = Long.MIN_VALUE / 4;

  /** The search may look at so many placements for each request, and then gives up. */
  private static final int PLACEMENTS_PER_REQUEST = 200;

  private final int workers;
  private final long[] sent;
  private final long[] queued;
  private final long[] served;
  private final long[] outside;

  /** Requests by when they were sent, and by when they are found to have entered. */
  private final int[] bySent;

  private final int[] order;
  private final long[] errorNanos;
  private final int unexplained;

  // Of the search. Depth k is the state before the k-th request enters: bounds on when the first,
  // second ... worker is free, on the previous entry and on the previous start.
  private final boolean[] placed;
  private final long[][] freeFrom;
  private final long[][] freeTo;
  private final long[] entryFrom;
  private final long[] startFrom;

  private PathwiseProof(int workers, long[] sent, long[] done, long[] queued, long[] served) {
    int n = sent.length;
    this.workers = workers;
    this.sent = sent.clone();
    this.queued = queued.clone();
    this.served = served.clone();
    this.outside = new long[n];
    for (int i = 0; i < n; i++) {
      outside[i] = done[i] - sent[i] - queued[i] - served[i];
      if (outside[i] < 0) {
        throw new IllegalArgumentException(
            "more time was spent inside than passed: " + outside[i] + " ns outside");
      }
    }
    this.bySent =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingLong(i -> sent[i]))
            .mapToInt(i -> i)
            .toArray();
    this.placed = new boolean[n];
    this.order = new int[n];
    this.freeFrom = new long[n + 1][];
    this.freeTo = new long[n + 1][];
    this.entryFrom = new long[n + 1];
    this.startFrom = new long[n + 1];
    freeFrom[0] = new long[workers];
    Arrays.fill(freeFrom[0], ALWAYS_FREE);
    freeTo[0] = freeFrom[0].clone();
    entryFrom[0] = ALWAYS_FREE;
    startFrom[0] = ALWAYS_FREE;
    this.unexplained = search() ? 0 : forced();
    this.errorNanos = errors();
  }

  /**
   * Compares; everything in nanoseconds, by request in any order, from an empty scheduler.
   *
   * @param sent on the clock of {@code done}
   * @param queued how long each waited inside the scheduler
   * @param served how long each was in service
   */
  static PathwiseProof of(int workers, long[] sent, long[] done, long[] queued, long[] served) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers must be positive: " + workers);
    }
    return new PathwiseProof(workers, sent, done, queued, served);
  }

  /** Finds an order that is open, or gives up; depth first. */
  private boolean search() {
    int n = sent.length;
    int[][] candidates = new int[n][];
    int[] tried = new int[n];
    long placementsLeft = (long) PLACEMENTS_PER_REQUEST * n;
    int depth = 0;
    while (depth < n) {
      if (candidates[depth] == null) {
        candidates[depth] = candidates();
        tried[depth] = 0;
      }
      boolean deeper = false;
      while (!deeper && tried[depth] < candidates[depth].length) {
        if (placementsLeft-- == 0) {
          return false;
        }
        deeper = place(depth, candidates[depth][tried[depth]++], false);
      }
      if (deeper) {
        depth++;
      } else if (depth == 0) {
        return false;
      } else {
        candidates[depth] = null;
        depth--;
        placed[order[depth]] = false;
      }
    }
    return true;
  }

  /** The likeliest order throughout; returns how many waits it does not explain. */
  private int forced() {
    Arrays.fill(placed, false);
    int strays = 0;
    for (int depth = 0; depth < sent.length; depth++) {
      int[] candidates = candidates();
      boolean explained = false;
      for (int c = 0; c < candidates.length && !explained; c++) {
        explained = place(depth, candidates[c], false);
      }
      if (!explained) {
        place(depth, candidates[0], true);
        strays++;
      }
    }
    return Math.max(1, strays);
  }

  /** Who may enter next, likeliest first: whoever was sent before all others must have entered. */
  private int[] candidates() {
    long latest = latestNextEntry();
    return Arrays.stream(bySent)
        .takeWhile(i -> sent[i] <= latest)
        .filter(i -> !placed[i])
        .boxed()
        // Who began first entered first; began, as far as is known, its wait after it was sent.
        .sorted(Comparator.comparingLong(i -> sent[i] + queued[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  /** By when the next must have entered: all others enter after it. */
  private long latestNextEntry() {
    long latest = Long.MAX_VALUE;
    for (int k = 0; k < bySent.length && sent[bySent[k]] <= latest; k++) {
      int i = bySent[k];
      latest = placed[i] ? latest : Math.min(latest, sent[i] + outside[i]);
    }
    return latest;
  }

  /**
   * Lets a request enter next, if the bounds leave that open or it is forced.
   *
   * @return whether it did
   */
  private boolean place(int depth, int request, boolean force) {
    long from = Math.max(entryFrom[depth], sent[request]);
    long to = latestNextEntry();
    long predictedFrom = Math.max(from, freeFrom[depth][0]);
    long predictedTo = Math.max(to, freeTo[depth][0]);
    long measuredFrom = Math.max(from + queued[request], startFrom[depth]);
    long measuredTo = to + queued[request];
    long startFromNanos = Math.max(predictedFrom, measuredFrom);
    long startToNanos = Math.min(predictedTo, measuredTo);
    if (startFromNanos > startToNanos) {
      if (!force) {
        return false;
      }
      startFromNanos = from + queued[request];
      startToNanos = Math.max(startFromNanos, measuredTo);
    }
    placed[request] = true;
    order[depth] = request;
    freeFrom[depth + 1] = taken(freeFrom[depth], startFromNanos + served[request]);
    freeTo[depth + 1] = taken(freeTo[depth], startToNanos + served[request]);
    entryFrom[depth + 1] = startFromNanos - queued[request];
    startFrom[depth + 1] = startFromNanos;
    return true;
  }

  /** The first free worker is busy until then. */
  private long[] taken(long[] free, long untilNanos) {
    long[] after = free.clone();
    after[0] = untilNanos;
    Arrays.sort(after);
    return after;
  }

  private long[] errors() {
    int n = order.length;
    long[] entries = new long[n];
    long[] services = new long[n];
    for (int k = 0; k < n; k++) {
      entries[k] = k == 0 ? sent[order[k]] : Math.max(entries[k - 1], sent[order[k]]);
      services[k] = served[order[k]];
    }
    long[] starts = FcfsRecursion.startNanos(workers, entries, services);
    long[] errors = new long[n];
    for (int k = 0; k < n; k++) {
      errors[order[k]] = queued[order[k]] - (starts[k] - entries[k]);
    }
    return errors;
  }

  /** Measured less predicted wait of each request. */
  long[] errorNanos() {
    return errorNanos.clone();
  }

  /** What each spent neither waiting nor in service. */
  long[] outsideNanos() {
    return outside.clone();
  }

  /** How many waits no order explains; 0 if one explains them all. */
  int unexplained() {
    return unexplained;
  }

  /** How many requests entered before one that was sent earlier. */
  int reordered() {
    int reordered = 0;
    long lastSent = Long.MAX_VALUE;
    for (int k = order.length - 1; k >= 0; k--) {
      reordered += sent[order[k]] > lastSent ? 1 : 0;
      lastSent = Math.min(lastSent, sent[order[k]]);
    }
    return reordered;
  }

  /** The smallest value that is not exceeded by this share of all; empty if there are none. */
  static OptionalLong quantile(double share, long[] values) {
    long[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted.length == 0
        ? OptionalLong.empty()
        : OptionalLong.of(sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)]);
  }
}
