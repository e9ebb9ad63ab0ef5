package io.plumbline.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/** Sums up the rows of a run: one entry per class that the plan has, then the total. */
public final class LoadEntries {
  private LoadEntries() {}

  /**
   * Sums up a run.
   *
   * @param durationNanos the length of the plan
   * @param loadGen LoadGen's verdict on a class, or with -1 on the total
   */
  public static List<LoadEntry> of(
      RequestRows rows, long durationNanos, IntFunction<Optional<LoadGenVerdict>> loadGen) {
    List<LoadEntry> entries = new ArrayList<>();
    double totalRatePerSecond = 0;
    for (int c = 0; c < rows.classes().size(); c++) {
      RequestRows.ClassOfRequests of = rows.classes().get(c);
      int classIndex = c;
      LoadEntry entry =
          entry(
              rows,
              row -> rows.classIndex(row) == classIndex,
              Optional.of(of),
              of.ratePerSecond(),
              durationNanos,
              loadGen.apply(c));
      if (entry.planned() > 0) {
        totalRatePerSecond += of.ratePerSecond();
        entries.add(entry);
      }
    }
    entries.add(
        entry(
            rows,
            row -> true,
            Optional.empty(),
            totalRatePerSecond,
            durationNanos,
            loadGen.apply(-1)));
    return entries;
  }

  private static LoadEntry entry(
      RequestRows rows,
      IntPredicate belongs,
      Optional<RequestRows.ClassOfRequests> of,
      double ratePerSecond,
      long durationNanos,
      Optional<LoadGenVerdict> loadGen) {
    SortedMap<String, Long> statuses = new TreeMap<>();
    Times response = new Times();
    Times service = new Times();
    Times slip = new Times();
    Times queued = new Times();
    Times served = new Times();
    long planned = 0;
    long sent = 0;
    long sloMet = 0;
    for (int row = 0; row < rows.count(); row++) {
      if (!belongs.test(row)) {
        continue;
      }
      planned++;
      statuses.merge(rows.status(row), 1L, Long::sum);
      sloMet += rows.sloMet(row) ? 1 : 0;
      if (rows.slipNanos(row).isPresent()) {
        sent++;
        slip.add(rows.slipNanos(row).getAsLong());
      }
      if (rows.ok(row)) {
        response.add(rows.responseNanos(row).orElseThrow());
        service.add(rows.serviceNanos(row).orElseThrow());
        rows.queuedNanos(row).ifPresent(queued::add);
        rows.servedNanos(row).ifPresent(served::add);
      }
    }
    return new LoadEntry(
        of.map(RequestRows.ClassOfRequests::label).orElse(LoadEntry.TOTAL),
        of.map(c -> OptionalInt.of(c.tier())).orElse(OptionalInt.empty()),
        of.map(RequestRows.ClassOfRequests::slo),
        of.map(c -> OptionalLong.of(c.sloNanos())).orElse(OptionalLong.empty()),
        of.map(c -> Long.toUnsignedString(c.arrivalSeed())),
        ratePerSecond,
        planned,
        sent,
        statuses,
        sloMet,
        durationNanos,
        TimeDistribution.of(response.toArray(), planned - response.size),
        TimeDistribution.of(service.toArray(), sent - service.size),
        TimeDistribution.of(slip.toArray(), 0),
        queued.told(),
        served.told(),
        loadGen,
        Map.of());
  }

  /** A growing array of times. */
  static final class Times {
    private long[] values = new long[64];
    private int size;

    void add(long nanos) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = nanos;
    }

    /** Empty if nobody told any. */
    Optional<TimeDistribution> told() {
      return size == 0 ? Optional.empty() : Optional.of(TimeDistribution.of(toArray(), 0));
    }

    long[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }
}
