package io.plumbline.results.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a chart shows, apart from how it looks: the page and the SVG files draw the same ones.
 *
 * @param id unique in a report; letters, digits and dashes
 * @param description what is to be seen, for those who cannot see it and for everybody else
 * @param notes what is not drawn, and why
 */
record Chart(
    String id,
    String title,
    String description,
    Axis x,
    Axis y,
    List<Trace> traces,
    List<String> notes) {

  /** How values become places. */
  enum Scale {
    LINEAR,
    LOG,
    /** Of 1 / (1 - q), logarithmic, labelled by q: each step outwards is ten times as rare. */
    QUANTILE,
    /** The axis's categories in their order, by index. */
    CATEGORY
  }

  /**
   * An axis.
   *
   * @param label with its unit
   * @param categories empty but with {@link Scale#CATEGORY}
   */
  record Axis(String label, Scale scale, List<String> categories) {
    Axis {
      categories = List.copyOf(categories);
    }

    static Axis of(String label, Scale scale) {
      return new Axis(label, scale, List.of());
    }
  }

  /** How a trace is drawn. */
  enum Mark {
    LINE,
    /** A line that stands behind the others: one run of several. */
    THIN,
    /** Its points alone. */
    POINTS,
    /** An outline, its inside tinted. */
    REGION
  }

  /**
   * One thing drawn.
   *
   * @param color its number in the palette; equal things have equal colours
   * @param dashed tells a baseline from what is compared with it
   */
  record Trace(String label, Mark mark, int color, boolean dashed, List<Point> points) {
    Trace {
      points = List.copyOf(points);
    }
  }

  /**
   * A place.
   *
   * @param xRange its interval along x; likewise {@code yRange}
   */
  @JsonInclude(JsonInclude.Include.NON_ABSENT)
  record Point(
      double x, double y, Optional<Uncertainty.Range> xRange, Optional<Uncertainty.Range> yRange) {
    Point {
      if (!Double.isFinite(x) || !Double.isFinite(y)) {
        throw new IllegalArgumentException("a point must be finite: " + x + ", " + y);
      }
    }

    static Point of(double x, double y) {
      return new Point(x, y, Optional.empty(), Optional.empty());
    }

    static Point of(double x, Figure.Known y) {
      return new Point(x, y.value(), Optional.empty(), range(y));
    }

    static Optional<Uncertainty.Range> range(Figure.Known figure) {
      return figure.low().isPresent() && figure.high().isPresent()
          ? Optional.of(
              new Uncertainty.Range(figure.low().getAsDouble(), figure.high().getAsDouble()))
          : Optional.empty();
    }
  }

  Chart {
    if (!id.matches("[a-z0-9-]+")) {
      throw new IllegalArgumentException(
          "a chart's id must be of letters, digits and dashes: " + id);
    }
    requireOnScale(x, traces, true);
    requireOnScale(y, traces, false);
    traces = traces.stream().filter(trace -> !trace.points().isEmpty()).toList();
    notes = List.copyOf(notes);
  }

  /** The same with more notes. */
  Chart with(List<String> more) {
    return new Chart(
        id,
        title,
        description,
        x,
        y,
        traces,
        Stream.concat(notes.stream(), more.stream()).toList());
  }

  /** A logarithm of 0 would be drawn somewhere. */
  private static void requireOnScale(Axis axis, List<Trace> traces, boolean isX) {
    if (axis.scale() != Scale.LOG && axis.scale() != Scale.QUANTILE) {
      return;
    }
    for (Trace trace : traces) {
      for (Point point : trace.points()) {
        double value = isX ? point.x() : point.y();
        if (value <= 0) {
          throw new IllegalArgumentException(
              trace.label() + ": not on a logarithmic scale of " + axis.label() + ": " + value);
        }
      }
    }
  }
}
