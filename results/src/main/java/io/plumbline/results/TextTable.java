package io.plumbline.results;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells as aligned lines of text. */
public final class TextTable {
  private TextTable() {}

  /**
   * Lines without a line end.
   *
   * @param cells all rows of one length, headings first
   * @param words how many columns hold words, which go to the left; the others hold numbers
   */
  public static List<String> lines(List<List<String>> cells, int words) {
    int columns = cells.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : cells) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], row.get(c).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String pad = " ".repeat(widths[c] - row.get(c).length());
        line.append(c == 0 ? "" : "  ").append(c < words ? row.get(c) + pad : pad + row.get(c));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
