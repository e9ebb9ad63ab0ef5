package io.plumbline.results.comparison;

import io.plumbline.results.Commit;
import io.plumbline.results.HistoryFiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How figures went over the commits of a history, and at which commits they stepped.
 *
 * <p>For looking back, never for judging a commit: a step is told only once {@value
 * ChangePoints#LEAST_SEGMENT} commits or more have it.
 *
 * @param commits oldest first; those that were measured on the newest one's machine
 * @param otherMachines how many were left out because they were measured on another
 * @param older how many were left out because there are more than {@value #MOST_COMMITS}
 * @param trends by key
 */
public record Trends(List<Commit> commits, int otherMachines, int older, List<Trend> trends) {
  /** A plot of more says no more, and the search for steps takes their square. */
  static final int MOST_COMMITS = 200;

  /** Shares of series of 30 commits without a step in which one is told, as the test measures. */
  static final double FALSE_GAUSSIAN = .009;

  static final double FALSE_HEAVY = .008;
  static final double FALSE_FOLLOWING = .18;

  /** How often the search errs. */
  public static final String FALSE_ALARMS =
      String.format(
          Locale.ROOT,
          "Steps are found by binary segmentation with a permutation test (%d commits at least, %d"
              + " on each side, %.0f %% or more). Of series of 30 commits without any, it told one"
              + " in %.1f %% under Gaussian noise, in %.1f %% under heavy-tailed noise (Student's t"
              + " with 3 degrees of freedom), and in %.0f %% where each figure keeps half of its"
              + " predecessor's deviation, as on a machine that changes slowly. These are for"
              + " looking back; they judge no commit.",
          ChangePoints.LEAST_COMMITS,
          ChangePoints.LEAST_SEGMENT,
          100 * ChangePoints.LEAST_CHANGE,
          100 * FALSE_GAUSSIAN,
          100 * FALSE_HEAVY,
          100 * FALSE_FOLLOWING);

  public Trends {
    commits = List.copyOf(commits);
    trends = List.copyOf(trends);
  }

  /**
   * One figure.
   *
   * @param points those commits that have it, measured as the newest was
   * @param steps in rising order
   * @param doubt why there are no steps though nobody can say that there are none
   */
  public record Trend(
      SeriesKey key,
      Quantity quantity,
      List<Point> points,
      List<Step> steps,
      Optional<String> doubt) {
    public Trend {
      points = List.copyOf(points);
      steps = List.copyOf(steps);
    }
  }

  /**
   * What one commit gave.
   *
   * @param commit its index in {@link Trends#commits}
   * @param forks geometric mean of each fork or run
   * @param mean of the forks, geometric
   */
  public record Point(int commit, List<Double> forks, double mean) {
    public Point {
      forks = List.copyOf(forks);
    }
  }

  /**
   * From a commit on, another level.
   *
   * @param point index of the first of {@link Trend#points} that has it
   * @param ratio of this level to the one before
   */
  public record Step(int point, double ratio) {}

  /**
   * The trends of a history.
   *
   * @param history a side per commit, oldest first
   */
  public static Trends of(List<Side> history) {
    List<Side> measured =
        history.stream()
            .filter(side -> side.commit().isPresent() && machines(side).size() == 1)
            .toList();
    if (measured.isEmpty()) {
      return new Trends(List.of(), history.size(), 0, List.of());
    }
    Set<String> machine = machines(measured.get(measured.size() - 1));
    List<Side> alike = measured.stream().filter(side -> machines(side).equals(machine)).toList();
    int older = Math.max(0, alike.size() - MOST_COMMITS);
    List<Side> newest = alike.subList(older, alike.size());
    TreeMap<SeriesKey, List<Dated>> byKey = new TreeMap<>();
    for (int i = 0; i < newest.size(); i++) {
      for (Series series : newest.get(i).series()) {
        if (series.failure().isEmpty() && !series.means().isEmpty() && !series.hasZero()) {
          byKey.computeIfAbsent(series.key(), key -> new ArrayList<>()).add(new Dated(i, series));
        }
      }
    }
    return new Trends(
        newest.stream().map(side -> side.commit().orElseThrow()).toList(),
        history.size() - alike.size(),
        older,
        byKey.values().stream().map(Trends::trend).toList());
  }

  private record Dated(int commit, Series series) {}

  private static Set<String> machines(Side side) {
    return side.environments().stream().map(HistoryFiles::machineKey).collect(Collectors.toSet());
  }

  private static Trend trend(List<Dated> measured) {
    Series newest = measured.stream().max(Comparator.comparing(Dated::commit)).get().series();
    List<Point> points = new ArrayList<>();
    for (Dated dated : measured) {
      Series series = dated.series();
      if (series.quantity().equals(newest.quantity())
          && series.differentSettings(newest).isEmpty()) {
        points.add(
            new Point(dated.commit(), series.means(), Math.exp(LogRatio.mean(series.logMeans()))));
      }
    }
    double[] logs = points.stream().mapToDouble(point -> Math.log(point.mean())).toArray();
    ChangePoints.Found found = ChangePoints.in(logs);
    Optional<String> doubt =
        logs.length < ChangePoints.LEAST_COMMITS
            ? Optional.of("needs " + ChangePoints.LEAST_COMMITS + " commits: " + logs.length)
            : found.dependent()
                ? Optional.of(
                    "its figures resemble their neighbours', so a step cannot be told from a drift")
                : Optional.empty();
    return new Trend(newest.key(), newest.quantity(), points, steps(logs, found.starts()), doubt);
  }

  private static List<Step> steps(double[] logs, List<Integer> starts) {
    double[] levels = ChangePoints.levels(logs, starts);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      steps.add(new Step(starts.get(i), Math.exp(levels[i + 1] - levels[i])));
    }
    return steps;
  }
}
