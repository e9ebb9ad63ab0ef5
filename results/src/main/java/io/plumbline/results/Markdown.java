package io.plumbline.results;

import java.util.List;
import java.util.stream.Collectors;

/** Text from outside and tables, in Markdown that means what it says. */
public final class Markdown {
  private Markdown() {}

  /** Text that means nothing to Markdown or HTML. */
  public static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replaceAll("([\\\\`*_|\\[\\]#])", "\\\\$1")
        .replaceAll("\\s*\\R\\s*", " ");
  }

  /**
   * Lines of a table.
   *
   * @param cells all rows of one length, headings first; not yet escaped
   * @param words how many columns hold words, which go to the left; the others hold numbers
   */
  public static List<String> table(List<List<String>> cells, int words) {
    List<String> lines =
        cells.stream()
            .map(
                row ->
                    row.stream()
                        .map(Markdown::escaped)
                        .collect(Collectors.joining(" | ", "| ", " |")))
            .collect(Collectors.toList());
    int columns = cells.get(0).size();
    lines.add(1, "|" + "---|".repeat(words) + "--:|".repeat(columns - words));
    return lines;
  }
}
