package io.plumbline.results.report;

import io.plumbline.results.Commit;
import io.plumbline.results.comparison.Trends;
import io.plumbline.results.comparison.Trends.Step;
import io.plumbline.results.comparison.Trends.Trend;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How each figure went over the commits of the history, and where it stepped to another level. */
record TrendSection(Trends trends) implements Section {
  /** A plot shows no more, and a long history is large. */
  private static final MathContext DIGITS = new MathContext(6);

  private static final int SHORT_ID = 10;

  private record Data(
      List<Point> commits, int otherMachines, int older, String falseAlarms, List<Line> trends) {}

  private record Point(String id, Instant time, boolean dirty) {}

  /**
   * One figure's way.
   *
   * @param commits the places in {@link Data#commits} that have it; {@code means} and {@code forks}
   *     go along with them
   */
  private record Line(
      String label,
      String unit,
      boolean lowerIsBetter,
      List<Integer> commits,
      List<BigDecimal> means,
      List<List<BigDecimal>> forks,
      List<Step> steps,
      Optional<String> doubt) {}

  @Override
  public String id() {
    return "trend";
  }

  @Override
  public String title() {
    return "Trend";
  }

  @Override
  public Object data() {
    return new Data(
        trends.commits().stream().map(TrendSection::point).toList(),
        trends.otherMachines(),
        trends.older(),
        Trends.FALSE_ALARMS,
        trends.trends().stream().map(TrendSection::line).toList());
  }

  private static Point point(Commit commit) {
    return new Point(
        commit.id().substring(0, Math.min(SHORT_ID, commit.id().length())),
        commit.time(),
        commit.dirty());
  }

  private static Line line(Trend trend) {
    return new Line(
        trend.key().label(),
        trend.quantity().unit(),
        trend.quantity().lowerIsBetter(),
        trend.points().stream().map(Trends.Point::commit).toList(),
        trend.points().stream().map(point -> rounded(point.mean())).toList(),
        trend.points().stream()
            .map(point -> point.forks().stream().map(TrendSection::rounded).toList())
            .toList(),
        trend.steps(),
        trend.doubt());
  }

  private static BigDecimal rounded(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros();
  }
}
