package io.plumbline.results;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Rows written down by hand; instants in milliseconds from the start, negative for never. */
final class FakeRows implements RequestRows {
  private static final long MILLI = 1_000_000;
  static final long EPOCH = 1_700_000_000_000_000_000L;

  private record Row(int classIndex, String status, long plannedMs, long sentMs, long doneMs) {}

  private final List<ClassOfRequests> classes =
      List.of(
          new ClassOfRequests(1, "urgent", 100 * MILLI, 2, 7),
          new ClassOfRequests(2, "relaxed", 2000 * MILLI, 3, -1));
  private final List<Row> rows = new ArrayList<>();
  private final Map<Integer, List<Long>> inside = new HashMap<>();
  private final Map<Integer, String> models = new HashMap<>();

  FakeRows add(int classIndex, String status, long plannedMs, long sentMs, long doneMs) {
    rows.add(new Row(classIndex, status, plannedMs, sentMs, doneMs));
    return this;
  }

  /** What the server tells of the row added last. */
  FakeRows inside(long queuedMs, long servedMs) {
    inside.put(rows.size() - 1, List.of(queuedMs, servedMs));
    return this;
  }

  /** What model the row added last asks for. */
  FakeRows model(String name) {
    models.put(rows.size() - 1, name);
    return this;
  }

  @Override
  public OptionalLong queuedNanos(int row) {
    return nanos(inside.getOrDefault(row, List.of(-1L, -1L)).get(0));
  }

  @Override
  public OptionalLong servedNanos(int row) {
    return nanos(inside.getOrDefault(row, List.of(-1L, -1L)).get(1));
  }

  @Override
  public List<ClassOfRequests> classes() {
    return classes;
  }

  @Override
  public int count() {
    return rows.size();
  }

  @Override
  public int classIndex(int row) {
    return rows.get(row).classIndex();
  }

  @Override
  public String model(int row) {
    return models.getOrDefault(row, "resnet50");
  }

  @Override
  public String status(int row) {
    return rows.get(row).status();
  }

  @Override
  public long plannedNanos(int row) {
    return rows.get(row).plannedMs() * MILLI;
  }

  @Override
  public OptionalLong preparedNanos(int row) {
    return sentNanos(row).isPresent() ? OptionalLong.of(-5) : OptionalLong.empty();
  }

  @Override
  public OptionalLong sentNanos(int row) {
    return nanos(rows.get(row).sentMs());
  }

  @Override
  public OptionalLong doneNanos(int row) {
    return nanos(rows.get(row).doneMs());
  }

  @Override
  public OptionalLong issuedEpochNanos(int row) {
    OptionalLong sent = sentNanos(row);
    return sent.isPresent() ? OptionalLong.of(EPOCH + sent.getAsLong()) : sent;
  }

  @Override
  public OptionalInt issuer(int row) {
    return sentNanos(row).isPresent() ? OptionalInt.of(0) : OptionalInt.empty();
  }

  @Override
  public OptionalInt channel(int row) {
    return sentNanos(row).isPresent() ? OptionalInt.of(4) : OptionalInt.empty();
  }

  private static OptionalLong nanos(long ms) {
    return ms < 0 ? OptionalLong.empty() : OptionalLong.of(ms * MILLI);
  }
}
