package io.plumbline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A CSV file as a reader sees it: a header, then rows with as many fields. */
record Csv(String header, List<Row> rows) {

  /** One row; fields by the name of their column. */
  record Row(Map<String, String> fields) {
    String text(String column) {
      return Objects.requireNonNull(fields.get(column), column);
    }

    long number(String column) {
      return Long.parseLong(text(column));
    }
  }

  static Csv read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    String[] names = lines.get(0).split(",", -1);
    List<Row> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      if (values.length != names.length) {
        throw new AssertionError("not " + names.length + " fields: " + line);
      }
      Map<String, String> fields = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        fields.put(names[i], values[i]);
      }
      rows.add(new Row(fields));
    }
    return new Csv(lines.get(0), rows);
  }
}
