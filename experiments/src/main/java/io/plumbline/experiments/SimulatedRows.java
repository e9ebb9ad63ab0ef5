package io.plumbline.experiments;

import io.plumbline.results.AtomicFiles;
import io.plumbline.results.CsvFields;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Rows of simulated requests on their way into a CSV file: they wait on the disk, in a file that
 * vanishes with the process, until their place in the order is known.
 *
 * <p>For one thread.
 */
final class SimulatedRows implements AutoCloseable {
  private static final String ALGORITHM = "algorithm";
  private static final String REPETITION = "repetition";

  private final FileChannel channel;
  private final List<String> header = new ArrayList<>(List.of(ALGORITHM, REPETITION));
  private final Map<String, TreeMap<Integer, Place>> places = new TreeMap<>();

  private record Place(long at, int bytes) {}

  /**
   * @param beside the CSV file, whose folder is there
   * @param columns of the engine
   */
  SimulatedRows(Path beside, List<String> columns) throws IOException {
    Path folder = beside.toAbsolutePath().resolveSibling("");
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    Path waiting = Files.createTempFile(folder, ".plumbline-requests", ".tmp");
    this.channel =
        FileChannel.open(
            waiting,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    header.addAll(columns);
  }

  /** Takes those of one run. */
  void add(String scenario, int repetition, List<List<String>> rows) throws IOException {
    StringBuilder text = new StringBuilder();
    String start = key(scenario, repetition);
    for (List<String> row : rows) {
      text.append(start).append(CsvFields.line(row));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    long at = channel.size();
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left, at + left.position());
    }
    places
        .computeIfAbsent(scenario, s -> new TreeMap<>())
        .put(repetition, new Place(at, bytes.length));
  }

  /**
   * Writes the file: first what it held and is still true, then what was added, by scenario and
   * repetition.
   *
   * @param order of the scenarios
   * @param keeps whether rows of a scenario that the file held already are still true where no run
   *     was added; false for all drops the file's
   */
  void write(Path file, List<String> order, Predicate<String> keeps) throws IOException {
    String head = CsvFields.line(header);
    AtomicFiles.writeText(
        file,
        out -> {
          out.write(head);
          if (Files.isRegularFile(file)) {
            copyKept(file, head, keeps, out);
          }
          for (String scenario : order) {
            for (Place place : places.getOrDefault(scenario, new TreeMap<>()).values()) {
              out.write(read(place));
            }
          }
        });
  }

  private void copyKept(Path file, String head, Predicate<String> keeps, Writer out)
      throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      String first = in.readLine();
      if (first == null || !head.equals(first + "\n")) {
        return; // Of another engine, or no file of ours.
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        int end = endOfScenario(line);
        String scenario = unquoted(line.substring(0, end));
        int comma = line.indexOf(',', Math.min(line.length(), end + 1));
        String repetition = comma < 0 ? "" : line.substring(end + 1, comma);
        if (repetition.matches("\\d{1,9}")
            && keeps.test(scenario)
            && !isAdded(scenario, Integer.parseInt(repetition))) {
          out.write(line + "\n");
        }
      }
    }
  }

  private boolean isAdded(String scenario, int repetition) {
    return places.getOrDefault(scenario, new TreeMap<>()).containsKey(repetition);
  }

  private static int endOfScenario(String line) {
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '"') {
        quoted = !quoted;
      } else if (line.charAt(i) == ',' && !quoted) {
        return i;
      }
    }
    return line.length();
  }

  private static String unquoted(String field) {
    return field.length() > 1 && field.startsWith("\"")
        ? field.substring(1, field.length() - 1).replace("\"\"", "\"")
        : field;
  }

  private static String key(String scenario, int repetition) {
    String line = CsvFields.line(List.of(scenario, Integer.toString(repetition)));
    return line.substring(0, line.length() - 1) + ",";
  }

  private String read(Place place) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(place.bytes());
    while (bytes.hasRemaining() && channel.read(bytes, place.at() + bytes.position()) >= 0) {
      // Until all is there.
    }
    return new String(bytes.array(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
