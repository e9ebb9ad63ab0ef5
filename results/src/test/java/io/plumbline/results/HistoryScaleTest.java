package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.MicroEntry.Jmh;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import io.plumbline.results.comparison.Comparer;
import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.Policy;
import io.plumbline.results.comparison.Side;
import io.plumbline.results.comparison.Sides;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand commits of a hundred benchmarks each are opened, two of them compared and all of them
 * read in a JVM of 512 MB.
 */
class HistoryScaleTest {
  private static final int COMMITS = 1000;
  private static final int BENCHMARKS = 100;
  private static final int FORKS = 5;
  private static final int ITERATIONS = 5;

  /** Far more than it takes: it says that something hangs, not that it is slow. */
  private static final long HANG_SECONDS = 120;

  private static List<List<Double>> values(SplittableRandom random, double mean) {
    List<List<Double>> forks = new ArrayList<>();
    for (int f = 0; f < FORKS; f++) {
      forks.add(random.doubles(ITERATIONS, .9 * mean, 1.1 * mean).boxed().toList());
    }
    return forks;
  }

  private static MicroDocument document() {
    SplittableRandom random = new SplittableRandom(42);
    List<MicroEntry> entries = new ArrayList<>();
    for (int b = 0; b < BENCHMARKS; b++) {
      entries.add(
          new MicroEntry(
              "io.plumbline.loadgen.RequestSerializationBenchmark.method" + b,
              new TreeMap<>(Map.of("floats", "150528", "encoding", "BULK")),
              "avgt",
              Status.MEASURED,
              Optional.empty(),
              Optional.of(
                  new Jmh(
                      "1.37",
                      FORKS,
                      5,
                      OptionalLong.of(1_000_000_000),
                      ITERATIONS,
                      OptionalLong.of(1_000_000_000),
                      1,
                      1,
                      1,
                      "/jdk/bin/java",
                      List.of("-Xmx1g"),
                      "17.0.15",
                      "a VM",
                      "17.0.15+6",
                      List.of("gc"))),
              Optional.of(new Samples("us/op", values(random, 100), List.of())),
              new TreeMap<>(
                  Map.of(
                      "gc.alloc.rate",
                      new Samples("MB/sec", values(random, 200), List.of()),
                      MicroEntry.ALLOCATION,
                      new Samples("B/op", values(random, 1e6), List.of()),
                      "gc.count",
                      new Samples("counts", values(random, 3), List.of()),
                      "gc.time",
                      new Samples("ms", values(random, 5), List.of()))),
              Map.of()));
    }
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        MicroDocument.KIND,
        Optional.of(new Commit(id(0), Optional.of("main"), Instant.EPOCH, false)),
        MicroDocumentTest.environment("A vendor 17.0.15+6"),
        Instant.parse("2026-01-02T03:04:05.678Z"),
        List.of("bench"),
        "full",
        true,
        entries,
        List.of(),
        Map.of());
  }

  private static String id(int commit) {
    return String.format(Locale.ROOT, "%040x", 0xabcdef0000L + commit);
  }

  @Test
  void thousandCommits_areComparedAndReadInHalfAGigabyte(@TempDir Path history)
      throws IOException, InterruptedException {
    Path first = HistoryFiles.file(history, document());
    Documents.write(first, document());
    String text = Files.readString(first);
    for (int commit = 1; commit < COMMITS; commit++) {
      Path folder = Files.createDirectory(history.resolve(id(commit)));
      Files.write(
          folder.resolve(first.getFileName()),
          text.replace(id(0), id(commit)).getBytes(StandardCharsets.UTF_8));
    }
    Path output = history.resolve("output.txt");
    Process reader =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                Reader.class.getName(),
                history.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = reader.waitFor(HANG_SECONDS, TimeUnit.SECONDS);
      String said = Files.readString(output);
      assertThat(ended).as(said).isTrue();
      System.out.println(said + Files.size(first) / 1024 + " KiB a document");
      assertThat(reader.exitValue()).as(said).isZero();
      assertThat(said)
          .contains(
              "listed 1000\n", "compared 200\n", "kept 1000 commits of 200 series, notes 0\n");
    } finally {
      reader.destroyForcibly();
    }
  }

  /**
   * What the child JVM does: lists, compares two commits, then keeps what is compared of every one.
   */
  static final class Reader {
    private Reader() {}

    public static void main(String[] arguments) throws IOException {
      long startNanos = System.nanoTime();
      History history = History.open(Path.of(arguments[0]));
      say("listed " + history.files().size(), startNanos);
      Comparison comparison =
          Comparer.compare(
              side(history, history.files().get(0)),
              side(history, history.files().get(COMMITS - 1)),
              new Comparer.Options(
                  Policy.of(Policy.Machine.OWN), false, LocalDate.ofEpochDay(20_000)));
      say("compared " + comparison.entries().size(), startNanos);
      List<Side> trend = new ArrayList<>();
      for (HistoryFile file : history.files()) {
        trend.add(side(history, file));
      }
      int series = trend.stream().mapToInt(side -> side.series().size()).min().orElseThrow();
      say(
          "kept %s commits of %s series, notes %s"
              .formatted(trend.size(), series, history.notes().size()),
          startNanos);
    }

    private static Side side(History history, HistoryFile file) {
      return Sides.of(file.commitId(), List.of(history.read(file).orElseThrow()));
    }

    private static void say(String what, long startNanos) {
      System.out.println(what);
      System.out.printf(Locale.ROOT, "  at %.2f s%n", (System.nanoTime() - startNanos) / 1e9);
    }
  }
}
