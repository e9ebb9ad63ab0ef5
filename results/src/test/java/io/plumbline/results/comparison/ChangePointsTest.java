package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class ChangePointsTest {
  private static final int SERIES = 10_000;
  private static final double SCATTER = .05;
  private static final TDistribution T3 = TDistribution.of(3);

  @Test
  void step_isFoundWhereItIs() {
    // Ten commits at 100 ns, then ten at 110 ns.
    assertThat(in(levels(10, 100, 10, 110))).containsExactly(10);
  }

  @Test
  void backAndForth_areTwoSteps() {
    assertThat(in(levels(15, 100, 8, 110, 12, 100))).containsExactly(15, 23);
  }

  @Test
  void stepsInOneDirection_areAllFound() {
    assertThat(in(levels(12, 100, 12, 90, 12, 70))).containsExactly(12, 24);
  }

  @Test
  void smallStep_isNone() {
    assertThat(in(levels(20, 100, 20, 102))).isEmpty();
  }

  @Test
  void singleOutlier_isNone() {
    double[] logs = levels(30, 100);
    logs[20] += 1;

    assertThat(in(logs)).isEmpty();
  }

  @Test
  void figuresThatFollowTheirNeighbours_haveNoStepToTell() {
    double[] logs = new double[60];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = .2 * Math.sin(i / 8.0);
    }

    assertThat(ChangePoints.in(logs)).isEqualTo(new ChangePoints.Found(List.of(), true));
  }

  /** Pairs of a count and a level in nanoseconds, with half a percent of noise. */
  private static double[] levels(int... countsAndLevels) {
    Random random = new Random(7);
    DoubleStream logs = DoubleStream.empty();
    for (int i = 0; i < countsAndLevels.length; i += 2) {
      double log = Math.log(countsAndLevels[i + 1]);
      logs =
          DoubleStream.concat(
              logs, random.doubles(countsAndLevels[i], -.005, .005).map(x -> x + log));
    }
    return logs.toArray();
  }

  private static List<Integer> in(double[] logs) {
    return ChangePoints.in(logs).starts();
  }

  @Test
  void nineFigures_tellNothing() {
    double[] logs = {0, 0, 0, 0, 1, 1, 1, 1, 1};

    assertThat(in(logs)).isEmpty();
  }

  @Test
  void constantFigures_haveNoStep() {
    double[] logs = new double[50];
    Arrays.fill(logs, Math.log(7));

    assertThat(in(logs)).isEmpty();
  }

  @Test
  void noiseWithoutSteps_hasAsManyAsTheReportSays() {
    assertThat(share(random -> gaussian(30, random)))
        .isLessThanOrEqualTo(.01)
        .isCloseTo(Trends.FALSE_GAUSSIAN, within(.0005));
    assertThat(share(random -> heavy(30, random)))
        .isLessThanOrEqualTo(.01)
        .isCloseTo(Trends.FALSE_HEAVY, within(.0005));
    assertThat(share(random -> following(30, .5, random)))
        .isCloseTo(Trends.FALSE_FOLLOWING, within(.005));
  }

  @Test
  void stepOfATenth_isMostlyFoundAfterThreeCommits() {
    double found =
        share(
            random -> {
              double[] logs = gaussian(23, random);
              for (int i = 0; i < logs.length; i++) {
                logs[i] = logs[i] * .03 / SCATTER + (i < 20 ? 0 : Math.log(1.1));
              }
              return logs;
            });

    assertThat(found).isGreaterThan(.8);
  }

  /** Of how many series something is found. */
  private static double share(Function<Random, double[]> series) {
    Random random = new Random(1);
    int found = 0;
    for (int i = 0; i < SERIES; i++) {
      found += in(series.apply(random)).isEmpty() ? 0 : 1;
    }
    return (double) found / SERIES;
  }

  private static double[] gaussian(int n, Random random) {
    return DoubleStream.generate(random::nextGaussian).limit(n).map(x -> SCATTER * x).toArray();
  }

  /** Student's t with three degrees of freedom. */
  private static double[] heavy(int n, Random random) {
    return random.doubles(n).map(p -> SCATTER * T3.inverseCumulativeProbability(p)).toArray();
  }

  /** Each figure takes a share of its predecessor's deviation. */
  private static double[] following(int n, double share, Random random) {
    double[] logs = gaussian(n, random);
    for (int i = 1; i < n; i++) {
      logs[i] += share * logs[i - 1];
    }
    return logs;
  }
}
