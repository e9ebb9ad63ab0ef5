package io.plumbline.results.comparison;

import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.Environment;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadEntries;
import io.plumbline.results.LoadEntry;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.MicroEntry.Jmh;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import io.plumbline.results.RequestRows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Documents written down by hand. */
final class FakeDocuments {
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final long MILLI_NANOS = 1_000_000;

  private FakeDocuments() {}

  static Environment machine(String cpuModel) {
    return new Environment(
        "plumbline test",
        Optional.of(cpuModel),
        2,
        OptionalLong.of(16L << 30),
        "Linux 1",
        "Vendor 17.0.15+6",
        List.of(),
        1L << 30,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty());
  }

  static Jmh jmh(int threads, long measurementMillis) {
    return new Jmh(
        "1.37",
        2,
        5,
        OptionalLong.of(1000 * MILLI_NANOS),
        2,
        OptionalLong.of(measurementMillis * MILLI_NANOS),
        1,
        threads,
        1,
        "/jdk/bin/java",
        List.of("-Xmx1g"),
        "17.0.15",
        "a VM",
        "17.0.15+6",
        List.of("gc"));
  }

  static MicroEntry entry(
      String name, String mode, Jmh jmh, String unit, List<List<Double>> forks) {
    return new MicroEntry(
        name,
        new TreeMap<>(),
        mode,
        Status.MEASURED,
        Optional.empty(),
        Optional.of(jmh),
        Optional.of(new Samples(unit, forks, List.of())),
        new TreeMap<>(),
        Map.of());
  }

  static MicroDocument micro(int minute, MicroEntry... entries) {
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        MicroDocument.KIND,
        Optional.of(new Commit("c".repeat(40), Optional.empty(), START, false)),
        machine("a processor"),
        START.plusSeconds(60L * minute),
        List.of("bench"),
        "quick",
        true,
        List.of(entries),
        List.of(),
        Map.of());
  }

  /** A run of requests of one class at 10 per second that all end OK, with these response times. */
  static LoadDocument load(int minute, boolean valid, long... responseMillis) {
    return load(new Played("a scheduler", "hash", 100), minute, valid, responseMillis);
  }

  /** How a run is played. */
  record Played(String target, String schedule, int sloMillis) {}

  /** The same, played otherwise. */
  static LoadDocument load(Played as, int minute, boolean valid, long... responseMillis) {
    List<LoadEntry> entries =
        LoadEntries.of(
            new Rows(responseMillis, as.sloMillis()), 1_000_000_000, c -> Optional.empty());
    return new LoadDocument(
        Document.SCHEMA_VERSION,
        LoadDocument.KIND,
        Optional.of(new Commit("c".repeat(40), Optional.empty(), START, false)),
        machine("a processor"),
        START.plusSeconds(60L * minute),
        List.of("run"),
        42,
        new LoadDocument.Run(
            as.target(),
            new LoadDocument.Plan(
                "balanced",
                10,
                0,
                1,
                Optional.empty(),
                responseMillis.length,
                0,
                as.schedule(),
                Optional.empty()),
            Map.of("transport", "netty", "output-dir", "folder" + minute),
            responseMillis.length,
            0,
            responseMillis.length,
            1_000_000_000,
            false,
            Optional.empty(),
            new LoadDocument.Verdict(valid, List.of()),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Map.of()),
        entries,
        List.of(),
        Map.of());
  }

  /** Requests of an urgent class, all sent in time and answered. */
  private static final class Rows implements RequestRows {
    private final long[] responseMillis;
    private final int sloMillis;

    Rows(long[] responseMillis, int sloMillis) {
      this.responseMillis = responseMillis;
      this.sloMillis = sloMillis;
    }

    @Override
    public List<ClassOfRequests> classes() {
      return List.of(new ClassOfRequests(1, "urgent", sloMillis * MILLI_NANOS, 10, 7));
    }

    @Override
    public int count() {
      return responseMillis.length;
    }

    @Override
    public int classIndex(int row) {
      return 0;
    }

    @Override
    public String model(int row) {
      return "resnet50";
    }

    @Override
    public String status(int row) {
      return "OK";
    }

    @Override
    public long plannedNanos(int row) {
      return 100L * row * MILLI_NANOS;
    }

    @Override
    public OptionalLong preparedNanos(int row) {
      return OptionalLong.empty();
    }

    @Override
    public OptionalLong sentNanos(int row) {
      return OptionalLong.of(plannedNanos(row));
    }

    @Override
    public OptionalLong doneNanos(int row) {
      return OptionalLong.of(plannedNanos(row) + responseMillis[row] * MILLI_NANOS);
    }

    @Override
    public OptionalLong issuedEpochNanos(int row) {
      return sentNanos(row);
    }

    @Override
    public OptionalInt issuer(int row) {
      return OptionalInt.of(0);
    }

    @Override
    public OptionalInt channel(int row) {
      return OptionalInt.of(0);
    }
  }
}
