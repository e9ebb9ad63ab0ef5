package io.plumbline.results.comparison;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/** Short ways to write sides down. */
final class Examples {
  static final Comparer.Options OWN =
      new Comparer.Options(Policy.of(Policy.Machine.OWN), false, LocalDate.of(2026, 1, 1));

  private Examples() {}

  static SeriesKey key(String name) {
    return new SeriesKey("a." + name + ".run", new TreeMap<>(), "time");
  }

  /** One iteration per fork. */
  static List<List<Double>> forks(double... values) {
    return Arrays.stream(values).mapToObj(List::of).toList();
  }

  static Series time(String name, double... forkNanos) {
    return time(name, forks(forkNanos));
  }

  static Series time(String name, List<List<Double>> forks) {
    return Series.measured(key(name), Quantity.NANOS_PER_OPERATION, forks, Map.of());
  }

  static Series bytes(String name, double... forkBytes) {
    return Series.measured(
        new SeriesKey("a." + name + ".run", new TreeMap<>(), "allocation"),
        Quantity.ALLOCATED_BYTES,
        forks(forkBytes),
        Map.of());
  }

  static Side side(Series... series) {
    return side(List.of(series));
  }

  static Side side(List<Series> series) {
    return new Side("a side", Optional.empty(), List.of(), series, List.of());
  }

  static Comparison compare(List<Series> base, List<Series> head) {
    return Comparer.compare(side(base), side(head), OWN);
  }

  static Comparison.Entry compare(Series base, Series head) {
    return compare(List.of(base), List.of(head)).entries().get(0);
  }

  static double[] times(double[] values, double factor) {
    return DoubleStream.of(values).map(value -> value * factor).toArray();
  }

  /** Series that are the same on both sides, with a little scatter. */
  static List<Series> still(int count) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      series.add(time("Still" + i, 1000, 1002, 1004, 998, 996));
    }
    return series;
  }
}
