package io.plumbline.results.report;

import io.plumbline.results.report.Chart.Mark;
import io.plumbline.results.report.Chart.Point;
import io.plumbline.results.report.Chart.Trace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Draws a chart as an SVG file that needs nothing beside itself: no script, no font, no network.
 *
 * <p>Title and description are in it for readers that do not see; what is not drawn is said below.
 * Equal charts give equal bytes.
 */
final class SvgChart {
  private static final int WIDTH = 760;
  private static final int PLOT_HEIGHT = 340;
  private static final int LEFT = 92;
  private static final int RIGHT = 16;
  private static final int TOP = 44;
  private static final int AXIS_HEIGHT = 52;
  private static final int LINE_HEIGHT = 17;
  private static final int LETTERS_OF_A_LINE = 112;
  private static final int LETTER_WIDTH = 7;

  /** The page's colours in the light. */
  private static final List<String> PALETTE =
      List.of("#0a5f9e", "#a8330b", "#3a7d34", "#7a3fa0", "#7a5c00", "#00767a");

  private static final String DASHES = "6 4";

  private final Chart chart;
  private final Ticks x;
  private final Ticks y;
  private final StringBuilder out = new StringBuilder();

  private SvgChart(Chart chart) {
    this.chart = chart;
    List<Point> points = chart.traces().stream().flatMap(t -> t.points().stream()).toList();
    this.x =
        Ticks.of(
            chart.x(),
            points.stream()
                .flatMap(p -> Stream.concat(Stream.of(p.x()), ends(p.xRange().stream())))
                .toList());
    this.y =
        Ticks.of(
            chart.y(),
            points.stream()
                .flatMap(p -> Stream.concat(Stream.of(p.y()), ends(p.yRange().stream())))
                .toList());
  }

  private static Stream<Double> ends(Stream<Uncertainty.Range> ranges) {
    return ranges.flatMap(range -> Stream.of(range.low(), range.high()));
  }

  /** The file's text. */
  static String svg(Chart chart) {
    return new SvgChart(chart).draw();
  }

  private String draw() {
    Map<String, Trace> legend = new LinkedHashMap<>();
    chart.traces().stream()
        .filter(trace -> trace.mark() != Mark.REGION)
        .forEach(trace -> legend.putIfAbsent(trace.label(), trace));
    List<String> below = new ArrayList<>(wrapped(chart.description()));
    chart.notes().forEach(note -> below.addAll(wrapped(note)));
    List<List<Trace>> legendLines = lines(List.copyOf(legend.values()));
    int legendTop = TOP + PLOT_HEIGHT + AXIS_HEIGHT;
    int height = legendTop + (legendLines.size() + below.size()) * LINE_HEIGHT + 14;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " role=\"img\" aria-labelledby=\"title desc\" font-family=\"sans-serif\""
            + " font-size=\"12\" fill=\"#1b1f24\">",
        WIDTH, height, WIDTH, height);
    add("<title id=\"title\">%s</title>", escaped(chart.title()));
    add(
        "<desc id=\"desc\">%s</desc>",
        escaped(chart.description() + chart.notes().stream().reduce("", (a, b) -> a + " " + b)));
    add("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, height);
    add(
        "<text x=\"16\" y=\"24\" font-size=\"15\" font-weight=\"600\">%s</text>",
        escaped(chart.title()));
    if (chart.traces().isEmpty()) {
      add("<text x=\"%d\" y=\"%d\">n/a: nothing to draw</text>", LEFT, TOP + PLOT_HEIGHT / 2);
    } else {
      axes();
      chart.traces().forEach(this::trace);
    }
    int line = legendTop;
    for (List<Trace> traces : legendLines) {
      legendLine(traces, line);
      line += LINE_HEIGHT;
    }
    for (String text : below) {
      add("<text x=\"16\" y=\"%d\" fill=\"#56606b\">%s</text>", line, escaped(text));
      line += LINE_HEIGHT;
    }
    add("</svg>");
    return out.toString();
  }

  private void axes() {
    for (Ticks.Tick tick : x.ticks()) {
      String at = number(x(tick.value()));
      add(
          "<path d=\"M%s %dV%d\" stroke=\"#e6e9ed\"/>"
              + "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>",
          at, TOP, TOP + PLOT_HEIGHT, at, TOP + PLOT_HEIGHT + 17, escaped(tick.label()));
    }
    for (Ticks.Tick tick : y.ticks()) {
      String at = number(y(tick.value()));
      add(
          "<path d=\"M%d %sH%d\" stroke=\"#e6e9ed\"/>"
              + "<text x=\"%d\" y=\"%s\" text-anchor=\"end\" dy=\".35em\">%s</text>",
          LEFT, at, WIDTH - RIGHT, LEFT - 8, at, escaped(tick.label()));
    }
    add(
        "<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"#56606b\"/>",
        LEFT, TOP, TOP + PLOT_HEIGHT, WIDTH - RIGHT);
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#56606b\">%s</text>",
        (LEFT + WIDTH - RIGHT) / 2, TOP + PLOT_HEIGHT + 36, escaped(chart.x().label()));
    add(
        "<text transform=\"translate(20 %d) rotate(-90)\" text-anchor=\"middle\""
            + " fill=\"#56606b\">%s</text>",
        TOP + PLOT_HEIGHT / 2, escaped(chart.y().label()));
  }

  private double x(double value) {
    return LEFT + x.place(value) * (WIDTH - RIGHT - LEFT);
  }

  private double y(double value) {
    return TOP + (1 - y.place(value)) * PLOT_HEIGHT;
  }

  private void trace(Trace trace) {
    String color = color(trace);
    String dashes = trace.dashed() ? " stroke-dasharray=\"" + DASHES + "\"" : "";
    StringBuilder path = new StringBuilder();
    for (Point point : trace.points()) {
      path.append(path.length() == 0 ? "M" : "L")
          .append(number(x(point.x())))
          .append(' ')
          .append(number(y(point.y())));
    }
    switch (trace.mark()) {
      case REGION ->
          add(
              "<path class=\"region\" d=\"%sZ\" fill=\"%s\" fill-opacity=\".15\" stroke=\"%s\"%s/>",
              path, color, color, dashes);
      case THIN ->
          add(
              "<path class=\"run\" d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-opacity=\".45\"%s/>",
              path, color, dashes);
      case LINE ->
          add(
              "<path class=\"line\" d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>",
              path, color, dashes);
      case POINTS -> {}
    }
    // The points of long lines would hide them.
    if (trace.mark() == Mark.POINTS || (trace.mark() == Mark.LINE && trace.points().size() < 20)) {
      trace.points().forEach(point -> point(point, color, trace.dashed()));
    }
  }

  private void point(Point point, String color, boolean hollow) {
    point
        .xRange()
        .ifPresent(
            range ->
                add(
                    "<path class=\"interval\" d=\"M%s %sH%s\" stroke=\"%s\"/>",
                    number(x(range.low())), number(y(point.y())), number(x(range.high())), color));
    point
        .yRange()
        .ifPresent(
            range ->
                add(
                    "<path class=\"interval\" d=\"M%s %sV%s\" stroke=\"%s\"/>",
                    number(x(point.x())), number(y(range.low())), number(y(range.high())), color));
    add(
        "<circle class=\"point\" cx=\"%s\" cy=\"%s\" r=\"3.5\" fill=\"%s\" stroke=\"%s\"/>",
        number(x(point.x())), number(y(point.y())), hollow ? "#ffffff" : color, color);
  }

  private static String color(Trace trace) {
    return PALETTE.get(trace.color() % PALETTE.size());
  }

  private static int width(Trace trace) {
    return 40 + LETTER_WIDTH * trace.label().length();
  }

  private static List<List<Trace>> lines(List<Trace> legend) {
    List<List<Trace>> lines = new ArrayList<>();
    int used = WIDTH;
    for (Trace trace : legend) {
      if (used + width(trace) > WIDTH - 32) {
        lines.add(new ArrayList<>());
        used = 0;
      }
      lines.get(lines.size() - 1).add(trace);
      used += width(trace);
    }
    return lines;
  }

  private void legendLine(List<Trace> traces, int baseline) {
    int at = 16;
    for (Trace trace : traces) {
      add(
          "<path d=\"M%d %dh22\" stroke=\"%s\" stroke-width=\"2\"%s/><text x=\"%d\" y=\"%d\">%s</text>",
          at,
          baseline - 4,
          color(trace),
          trace.dashed() ? " stroke-dasharray=\"" + DASHES + "\"" : "",
          at + 28,
          baseline,
          escaped(trace.label()));
      at += width(trace);
    }
  }

  private static List<String> wrapped(String text) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + word.length() >= LETTERS_OF_A_LINE) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values)).append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  /** XML has no place for most control characters, however they are written. */
  private static String escaped(String text) {
    return text.replaceAll("[\\p{Cntrl}\\uFFFE\\uFFFF]", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
