package io.plumbline.results;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Sums up the rows of a run: by class, by model, and in total. */
public final class LoadEntries {
  private LoadEntries() {}

  /**
   * One entry per class that the plan has, then the total.
   *
   * @param durationNanos the length of the plan
   * @param loadGen LoadGen's verdict on a class, or with -1 on the total
   */
  public static List<LoadEntry> of(
      RequestRows rows, long durationNanos, IntFunction<Optional<LoadGenVerdict>> loadGen) {
    List<LoadEntry> entries = new ArrayList<>();
    Concurrency.Window window = Concurrency.Window.of(rows);
    double totalRatePerSecond = 0;
    for (int c = 0; c < rows.classes().size(); c++) {
      RequestRows.ClassOfRequests of = rows.classes().get(c);
      int classIndex = c;
      LoadEntry entry =
          entry(
              rows,
              row -> rows.classIndex(row) == classIndex,
              of.label(),
              Optional.of(of),
              OptionalDouble.of(of.ratePerSecond()),
              durationNanos,
              window,
              OptionalDouble.empty(),
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
            LoadEntry.TOTAL,
            Optional.empty(),
            OptionalDouble.of(totalRatePerSecond),
            durationNanos,
            window,
            tierFairness(entries),
            loadGen.apply(-1)));
    return entries;
  }

  /** One entry per model that the plan has, by name. */
  public static List<LoadEntry> models(RequestRows rows, long durationNanos) {
    Concurrency.Window window = Concurrency.Window.of(rows);
    return IntStream.range(0, rows.count())
        .mapToObj(rows::model)
        .distinct()
        .sorted()
        .map(
            model ->
                entry(
                    rows,
                    row -> rows.model(row).equals(model),
                    model,
                    Optional.empty(),
                    OptionalDouble.empty(),
                    durationNanos,
                    window,
                    OptionalDouble.empty(),
                    Optional.empty()))
        .toList();
  }

  /**
   * Jain's index, (sum x)² / (n sum x²), of the tiers' SLO attainment x (R. Jain, D. Chiu, W. Hawe:
   * A Quantitative Measure of Fairness and Discrimination, DEC-TR-301, 1984). Without a dimension.
   */
  private static OptionalDouble tierFairness(List<LoadEntry> classes) {
    SortedMap<Integer, Long> planned = new TreeMap<>();
    SortedMap<Integer, Long> met = new TreeMap<>();
    for (LoadEntry entry : classes) {
      planned.merge(entry.tier().getAsInt(), entry.planned(), Long::sum);
      met.merge(entry.tier().getAsInt(), entry.sloMet(), Long::sum);
    }
    double sum = 0;
    double squares = 0;
    for (Map.Entry<Integer, Long> tier : planned.entrySet()) {
      double attainment = (double) met.getOrDefault(tier.getKey(), 0L) / tier.getValue();
      sum += attainment;
      squares += attainment * attainment;
    }
    return planned.size() < 2 || squares == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sum * sum / (planned.size() * squares));
  }

  private static LoadEntry entry(
      RequestRows rows,
      IntPredicate belongs,
      String name,
      Optional<RequestRows.ClassOfRequests> of,
      OptionalDouble ratePerSecond,
      long durationNanos,
      Concurrency.Window window,
      OptionalDouble tierFairness,
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
    Concurrency concurrency = Concurrency.of(rows, belongs, window);
    return new LoadEntry(
        name,
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
        concurrency.mean(),
        concurrency.max(),
        tierFairness,
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
