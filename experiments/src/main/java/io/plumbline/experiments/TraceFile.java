package io.plumbline.experiments;

import io.plumbline.loadgen.Model;
import io.plumbline.loadgen.RecordedArrivals;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads the requests of a trace: a CSV file with a header, whose columns are found by name.
 *
 * <pre>
 * planned_ns    offset from the start, as the rows of a former run have it; or instead of it
 * offset_ns, offset_ms or offset_s      not negative, in order; decimals to the nearest nanosecond
 * tier, slo     the class, which the workload must have
 * model         one of the workload's; left out or empty, it is drawn by the class's probabilities
 * </pre>
 *
 * Other columns, such as what came of a former run's requests, are not read. Fields have no quotes.
 */
final class TraceFile {
  /** How many digits to move the point by to have nanoseconds. */
  private static final Map<String, Integer> OFFSET_DIGITS =
      Map.of("planned_ns", 0, "offset_ns", 0, "offset_ms", 6, "offset_s", 9);

  private final Path file;
  private final Workload workload;
  private final Map<String, Integer> classes = new HashMap<>();
  private final Map<String, Integer> models = new HashMap<>();
  private List<String> header = List.of();
  private String offsetColumn = "";
  private long line = 1;

  private TraceFile(Path file, Workload workload) {
    this.file = file;
    this.workload = workload;
    for (int c = 0; c < workload.classes().size(); c++) {
      classes.put(workload.classes().get(c).label(), c);
    }
    for (int m = 0; m < workload.models().size(); m++) {
      models.put(workload.models().get(m).name(), m);
    }
  }

  /**
   * All of it.
   *
   * @throws UsageException as {@code FILE: line N: reason}
   */
  static RecordedArrivals read(Path file, Workload workload) {
    TraceFile trace = new TraceFile(file, workload);
    try (BufferedReader in = Files.newBufferedReader(file)) {
      return trace.read(in);
    } catch (NoSuchFileException e) {
      throw new UsageException("cannot read " + file + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new UsageException(file + ": is not a text in UTF-8", e);
    } catch (IOException e) {
      throw new UsageException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    }
  }

  private RecordedArrivals read(BufferedReader in) throws IOException {
    String first = in.readLine();
    readHeader(first == null ? "" : first.replace("\uFEFF", ""));
    RecordedArrivals.Builder rows = new RecordedArrivals.Builder();
    for (String row = in.readLine(); row != null; row = in.readLine()) {
      line++;
      if (!row.isBlank()) {
        add(row.split(",", -1), rows);
      }
    }
    return rows.build();
  }

  private void readHeader(String row) {
    header = Arrays.stream(row.split(",", -1)).map(String::strip).toList();
    List<String> offsets = header.stream().filter(OFFSET_DIGITS::containsKey).toList();
    if (offsets.size() != 1) {
      throw wrong(
          "the header must name one of "
              + OFFSET_DIGITS.keySet().stream().sorted().collect(Collectors.joining(", "))
              + ": "
              + row);
    }
    offsetColumn = offsets.get(0);
    for (String needed : List.of("tier", "slo")) {
      if (!header.contains(needed)) {
        throw wrong("the header must name " + needed + ": " + row);
      }
    }
  }

  private void add(String[] fields, RecordedArrivals.Builder rows) {
    if (fields.length != header.size()) {
      throw wrong("has " + fields.length + " fields, the header " + header.size());
    }
    long offsetNanos = offsetNanos(field(fields, offsetColumn));
    int classIndex = classIndex(field(fields, "tier") + ":" + field(fields, "slo"));
    String model = header.contains("model") ? field(fields, "model") : "";
    int modelIndex = model.isEmpty() ? -1 : modelIndex(model);
    try {
      rows.add(offsetNanos, classIndex, modelIndex);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private String field(String[] fields, String column) {
    return fields[header.indexOf(column)].strip();
  }

  private long offsetNanos(String text) {
    if (!text.matches("\\d{1,18}(\\.\\d{1,18})?")) {
      throw wrong(offsetColumn + " must be a number that is not negative: \"" + text + "\"");
    }
    try {
      return new BigDecimal(text)
          .movePointRight(OFFSET_DIGITS.getOrDefault(offsetColumn, 0))
          .setScale(0, RoundingMode.HALF_UP)
          .longValueExact();
    } catch (ArithmeticException e) {
      throw wrong(offsetColumn + " must be below 292 years: " + text);
    }
  }

  private int classIndex(String label) {
    Integer index = classes.get(label);
    if (index == null) {
      throw wrong(
          "workload "
              + workload.name()
              + " has no class \""
              + label
              + "\": must be one of "
              + workload.classes().stream()
                  .map(RequestClass::label)
                  .collect(Collectors.joining(", ")));
    }
    return index;
  }

  private int modelIndex(String model) {
    Integer index = models.get(model);
    if (index == null) {
      throw wrong(
          "workload "
              + workload.name()
              + " has no model \""
              + model
              + "\": must be one of "
              + workload.models().stream().map(Model::name).collect(Collectors.joining(", ")));
    }
    return index;
  }

  private UsageException wrong(String reason) {
    return new UsageException(file + ": line " + line + ": " + reason);
  }
}
