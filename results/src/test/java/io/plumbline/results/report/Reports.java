package io.plumbline.results.report;

import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.Environment;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.comparison.Comparer;
import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.Policy;
import io.plumbline.results.comparison.Quantity;
import io.plumbline.results.comparison.Series;
import io.plumbline.results.comparison.SeriesKey;
import io.plumbline.results.comparison.Side;
import io.plumbline.results.comparison.Sides;
import io.plumbline.results.comparison.Verdict;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeMap;

/** Makes sides and reports of synthetic figures. */
final class Reports {
  static final String NASTY = "</script><img src=x onerror=alert(1)>&amp;\"'\u2028<!--";

  private static final Map<String, String> SETTINGS =
      Map.of("warm-up", "5 x 1000 ms", "measurement", "5 x 1000 ms", "JVM", "OpenJDK 64-Bit");

  private Reports() {}

  static Environment environment(String jdk) {
    return new Environment(
        "plumbline 1",
        Optional.of("Some CPU"),
        8,
        OptionalLong.of(16L << 30),
        "Linux 6.1",
        jdk,
        List.of(),
        4L << 30,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  static Commit commit(int number) {
    return new Commit(
        String.format(Locale.ROOT, "%08x%032x", (number + 1) * 0x9e3779b1, number),
        Optional.of("main"),
        Instant.parse("2026-01-01T00:00:00Z").plusSeconds(86_400L * number),
        false);
  }

  static Side side(String label, int commit, List<Series> series) {
    return new Side(
        label,
        Optional.of(commit(commit)),
        List.of(environment("Vendor 17.0.1")),
        series,
        List.of());
  }

  static SeriesKey key(String method, Map<String, String> params) {
    return new SeriesKey("io.plumbline.loadgen.Some" + method, new TreeMap<>(params), "time");
  }

  /** Forks of five iterations around a mean, scattered by a share of it. */
  static Series series(SeriesKey key, double mean, double scatter, int forks, long seed) {
    Random random = new Random(seed);
    List<List<Double>> values = new ArrayList<>();
    for (int fork = 0; fork < forks; fork++) {
      double level = mean * Math.exp(scatter * random.nextGaussian());
      List<Double> iterations = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        iterations.add(level * Math.exp(scatter / 4 * random.nextGaussian()));
      }
      values.add(iterations);
    }
    return Series.measured(key, Quantity.NANOS_PER_OPERATION, values, SETTINGS);
  }

  /** The two sides of a comparison in which every verdict occurs. */
  static List<Side> everyVerdict() {
    List<Series> base = new ArrayList<>();
    List<Series> head = new ArrayList<>();
    both(base, head, key("Encode.regressed", Map.of("tokens", "32")), 1.25, .01, 5);
    both(base, head, key("Encode.regressed", Map.of("tokens", "2048")), 1.12, .01, 5);
    both(base, head, key("Encode.improved", Map.of()), .8, .01, 5);
    for (int i = 0; i < 12; i++) {
      both(base, head, key("Parse.same", Map.of("size", "" + (1 << i))), 1, .004, 8);
    }
    both(base, head, key("Parse." + NASTY, Map.of("p", NASTY)), 1.5, .01, 5);
    both(base, head, key("Queue.inconclusive", Map.of()), 1.06, .1, 4);
    both(base, head, key("Queue.wide", Map.of()), 1.4, .3, 2);
    both(base, head, key("Queue.oneFork", Map.of()), 1.1, .02, 1);
    SeriesKey drifting = key("Queue.unsteady", Map.of());
    List<List<Double>> warming =
        List.of(
            List.of(140.0, 130.0, 120.0, 110.0, 100.0),
            List.of(141.0, 131.0, 121.0, 111.0, 101.0),
            List.of(142.0, 131.0, 122.0, 112.0, 102.0));
    base.add(Series.measured(drifting, Quantity.NANOS_PER_OPERATION, warming, SETTINGS));
    head.add(series(drifting, 100, .01, 3, 3));
    SeriesKey other = key("Queue.otherSettings", Map.of());
    base.add(series(other, 100, .01, 3, 1));
    head.add(
        Series.measured(
            other,
            Quantity.NANOS_PER_OPERATION,
            List.of(List.of(1.0), List.of(2.0)),
            Map.of("warm-up", "1 x 1000 ms")));
    head.add(series(key("Queue.added", Map.of()), 100, .01, 3, 1));
    base.add(series(key("Queue.removed", Map.of()), 100, .01, 3, 1));
    SeriesKey broken = key("Queue.broken", Map.of());
    base.add(series(broken, 100, .01, 3, 1));
    head.add(
        new Series(
            broken,
            Quantity.NANOS_PER_OPERATION,
            List.of(),
            new TreeMap<>(SETTINGS),
            Optional.of(
                new Series.Failure(Verdict.FAILED, "java.lang.OutOfMemoryError: " + NASTY))));
    return List.of(side("v1", 1, base), side("HEAD", 40, head));
  }

  static void both(
      List<Series> base,
      List<Series> head,
      SeriesKey key,
      double ratio,
      double scatter,
      int forks) {
    long seed = key.hashCode();
    base.add(series(key, 1000, scatter, forks, seed));
    head.add(series(key, 1000 * ratio, scatter, forks, seed + 1));
  }

  static Comparison compare(Side base, Side head) {
    return Comparer.compare(
        base,
        head,
        new Comparer.Options(Policy.of(Policy.Machine.OWN), false, LocalDate.parse("2026-06-01")));
  }

  /** One benchmark, by a suite. */
  static MicroDocument micro(String suite) {
    MicroEntry entry =
        new MicroEntry(
            "p.A.run",
            new TreeMap<>(),
            "avgt",
            MicroEntry.Status.MEASURED,
            Optional.empty(),
            Optional.empty(),
            Optional.of(
                new MicroEntry.Samples("ns/op", List.of(List.of(5.0), List.of(6.0)), List.of())),
            new TreeMap<>(),
            Map.of());
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        MicroDocument.KIND,
        Optional.of(commit(1)),
        environment("Vendor 17.0.1"),
        commit(1).time(),
        List.of("bench"),
        suite,
        true,
        List.of(entry),
        List.of(),
        Map.of());
  }

  /** A document compared with itself. */
  static ReportInput input(MicroDocument document) {
    Side side = Sides.of("HEAD", List.of(document));
    return new ReportInput(
        compare(side, side),
        side,
        side,
        List.of(document),
        List.of(document),
        List.of(),
        List.of("./plumbline compare HEAD HEAD"),
        Optional.empty());
  }

  static ReportInput input(Side base, Side head, List<Side> history) {
    return new ReportInput(
        compare(base, head),
        base,
        head,
        List.of(),
        List.of(),
        history,
        List.of("./plumbline compare " + base.label() + " " + head.label()),
        Optional.empty());
  }
}
