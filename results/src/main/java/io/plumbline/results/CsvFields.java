package io.plumbline.results;

import java.util.List;
import java.util.stream.Collectors;

/** Joins fields to a line of CSV as RFC 4180 has it. */
public final class CsvFields {
  private CsvFields() {}

  /** With a line end; a field is quoted if it must be. */
  public static String line(List<String> fields) {
    return fields.stream().map(CsvFields::quoted).collect(Collectors.joining(",", "", "\n"));
  }

  private static String quoted(String field) {
    return field.matches("[^,\"\\r\\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
