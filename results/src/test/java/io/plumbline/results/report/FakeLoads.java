package io.plumbline.results.report;

import io.plumbline.results.Document;
import io.plumbline.results.Interval;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadEntries;
import io.plumbline.results.RequestRows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;

/** Makes load documents of requests whose times are written down, or drawn from a seed. */
final class FakeLoads {
  private static final long MILLI = 1_000_000;

  /** What a document is made of; change what a test is about. */
  record Run(
      double ratePerSecond,
      int repetition,
      List<Request> requests,
      boolean valid,
      String encoding,
      OptionalLong queuedNanos) {

    Run invalid() {
      return new Run(ratePerSecond, repetition, requests, false, encoding, queuedNanos);
    }

    Run encoded(String as) {
      return new Run(ratePerSecond, repetition, requests, valid, as, queuedNanos);
    }

    /** The scheduler told that each request waited so long. */
    Run queued(long nanos) {
      return new Run(ratePerSecond, repetition, requests, valid, encoding, OptionalLong.of(nanos));
    }

    LoadRun named(String file) {
      return new LoadRun(file, document());
    }

    LoadDocument document() {
      Rows rows = new Rows(requests, queuedNanos);
      long durationNanos = requests.get(requests.size() - 1).plannedNanos();
      return new LoadDocument(
          Document.SCHEMA_VERSION,
          LoadDocument.KIND,
          Optional.of(Reports.commit(3)),
          Reports.environment("Vendor 17.0.1"),
          Instant.parse("2026-01-04T00:00:00Z")
              .plusSeconds(Math.round(1000 * ratePerSecond) + repetition),
          List.of("run"),
          42,
          new LoadDocument.Run(
              "the reference scheduler",
              new LoadDocument.Plan(
                  "balanced",
                  ratePerSecond,
                  durationNanos,
                  1,
                  Optional.empty(),
                  requests.size(),
                  durationNanos,
                  "abc",
                  Optional.empty()),
              Map.of("encoding", encoding, "seed", repetition, "json", "r" + repetition + ".json"),
              requests.size(),
              0,
              requests.size(),
              durationNanos + 100 * MILLI,
              false,
              Optional.empty(),
              new LoadDocument.Verdict(
                  valid,
                  List.of(
                      new LoadDocument.CheckResult(
                          "slip_p99", valid, valid ? 1e5 : 2e6, "<=", 1e6, "ns", "how late"))),
              List.of(),
              Interval.of(rows),
              List.of(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of(),
              Optional.empty(),
              Map.of()),
          LoadEntries.of(rows, durationNanos, c -> Optional.empty()),
          LoadEntries.models(rows, durationNanos),
          Map.of());
    }
  }

  /** One request; sent 0.1 ms late. */
  record Request(int classIndex, boolean ok, long plannedNanos, long responseNanos) {}

  private FakeLoads() {}

  /** Requests of one class, ten a second, that took so many milliseconds; below 0 they failed. */
  static Run of(double ratePerSecond, int repetition, long... millis) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < millis.length; i++) {
      requests.add(
          new Request(0, millis[i] >= 0, (i + 1L) * 100 * MILLI, Math.abs(millis[i]) * MILLI));
    }
    return new Run(ratePerSecond, repetition, requests, true, "bulk", OptionalLong.empty());
  }

  /** Requests of all nine classes, log-normal around a median. */
  static Run random(
      double ratePerSecond, int repetition, int seconds, double medianMillis, double failedShare) {
    Random random = new Random(Math.round(ratePerSecond * 31) + repetition);
    List<Request> requests = new ArrayList<>();
    double level = medianMillis * Math.exp(.03 * random.nextGaussian());
    for (double at = 0; at < seconds; at -= Math.log1p(-random.nextDouble()) / ratePerSecond) {
      requests.add(
          new Request(
              random.nextInt(9),
              random.nextDouble() >= failedShare,
              Math.round(at * 1e9),
              Math.round(level * Math.exp(.5 * Math.abs(random.nextGaussian())) * MILLI)));
    }
    return new Run(ratePerSecond, repetition, requests, true, "bulk", OptionalLong.empty());
  }

  private record Rows(List<Request> requests, OptionalLong queued) implements RequestRows {
    private static final List<ClassOfRequests> CLASSES = new ArrayList<>();

    static {
      for (int tier = 1; tier <= 3; tier++) {
        CLASSES.add(new ClassOfRequests(tier, "urgent", 100 * MILLI, 1, 1));
        CLASSES.add(new ClassOfRequests(tier, "normal", 500 * MILLI, 1, 1));
        CLASSES.add(new ClassOfRequests(tier, "relaxed", 2000 * MILLI, 1, 1));
      }
    }

    @Override
    public List<ClassOfRequests> classes() {
      return CLASSES;
    }

    @Override
    public int count() {
      return requests.size();
    }

    @Override
    public int classIndex(int row) {
      return requests.get(row).classIndex();
    }

    @Override
    public String model(int row) {
      return "resnet50";
    }

    @Override
    public String status(int row) {
      return requests.get(row).ok() ? OK : "UNAVAILABLE";
    }

    @Override
    public long plannedNanos(int row) {
      return requests.get(row).plannedNanos();
    }

    @Override
    public OptionalLong preparedNanos(int row) {
      return OptionalLong.of(0);
    }

    @Override
    public OptionalLong sentNanos(int row) {
      return OptionalLong.of(plannedNanos(row) + MILLI / 10);
    }

    @Override
    public OptionalLong doneNanos(int row) {
      return OptionalLong.of(plannedNanos(row) + requests.get(row).responseNanos());
    }

    @Override
    public OptionalLong issuedEpochNanos(int row) {
      return OptionalLong.of(1);
    }

    @Override
    public OptionalLong queuedNanos(int row) {
      return queued;
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
