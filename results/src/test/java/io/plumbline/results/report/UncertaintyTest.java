package io.plumbline.results.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.results.report.Uncertainty.Corner;
import io.plumbline.results.report.Uncertainty.Covariance;
import io.plumbline.results.report.Uncertainty.Range;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UncertaintyTest {
  private static Uncertainty with(Covariance covariance, int n) {
    return new Uncertainty(
        "a", 10, 20, Optional.empty(), Optional.empty(), Optional.of(covariance), n, .95);
  }

  @Test
  void ellipse_isThatOfTheMean_byHand() {
    // Chi-square with two degrees of freedom: P(X <= x) = 1 - exp(-x / 2), so 95 % is at
    // -2 ln 0.05 = 5.991. The variances 4 and 9 of single runs are 1 and 2.25 of the mean of four,
    // so the half axes are sqrt(5.991 * 1) = 2.448 and sqrt(5.991 * 2.25) = 3.672.
    List<Corner> outline = with(new Covariance(4, 0, 9), 4).outline();

    assertThat(outline.get(0).x()).isCloseTo(12.448, within(.001));
    assertThat(outline.get(0).y()).isCloseTo(20, within(1e-9));
    assertThat(outline.get(18).x()).isCloseTo(10, within(1e-9));
    assertThat(outline.get(18).y()).isCloseTo(23.672, within(.001));
    assertThat(outline.get(outline.size() - 1)).isEqualTo(outline.get(0));
  }

  @Test
  void everyCornerOfAnEllipse_isEquallyFarByItsCovariance() {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      double xx = random.nextDouble() * 10 + .1;
      double yy = random.nextDouble() * 10 + .1;
      double xy = (2 * random.nextDouble() - 1) * .99 * Math.sqrt(xx * yy);
      int n = 3 + random.nextInt(10);
      for (Corner corner : with(new Covariance(xx, xy, yy), n).outline()) {
        double dx = corner.x() - 10;
        double dy = corner.y() - 20;
        double squared = n * (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy);
        assertThat(squared).isCloseTo(-2 * Math.log(.05), within(1e-6));
      }
    }
  }

  @Test
  void runs_giveMeansIntervalsAndCovariance_byHand() {
    // x: 1, 2, 3: mean 2, variance 1. y: 2, 1, 6: mean 3, variance 7. Together: (-1)(-1) + 0 (-2)
    // + 1 * 3 = 4, over 2. t with two degrees of freedom at 97.5 % is 4.3027; 4.3027 / sqrt(3) =
    // 2.4842.
    Uncertainty of = Uncertainty.of("a", new double[] {1, 2, 3}, new double[] {2, 1, 6});

    assertThat(of.meanX()).isEqualTo(2);
    assertThat(of.meanY()).isEqualTo(3);
    assertThat(of.covariance()).contains(new Covariance(1, 2, 7));
    assertThat(of.intervalX().orElseThrow().high()).isCloseTo(4.4842, within(1e-4));
    assertThat(of.n()).isEqualTo(3);
    assertThat(of.region()).isEqualTo("a, 3 runs: ellipse of the mean");
  }

  @Test
  void withoutCovariance_theRegionHoldsTheIntervals_evenIfTheyAreLopsided() {
    Uncertainty of =
        new Uncertainty(
            "a",
            10,
            20,
            Optional.of(new Range(9, 12)),
            Optional.of(new Range(19.5, 20.5)),
            Optional.empty(),
            2,
            .95);

    assertThat(of.outline().get(0).x()).isEqualTo(12);
    assertThat(of.outline().get(36).x()).isEqualTo(9);
    assertThat(of.outline().get(18).y()).isEqualTo(20.5);
  }

  @Test
  void oneRun_hasNoRegion() {
    Uncertainty of = Uncertainty.of("a", new double[] {1}, new double[] {2});

    assertThat(of.outline()).isEmpty();
    assertThat(of.intervalX()).isEmpty();
    assertThat(of.region()).isEqualTo("a, 1 run: no region, one run tells no scatter");
  }

  @Test
  void runsOnALine_haveTheirIntervalsAndNoEllipse() {
    assertThat(Uncertainty.of("a", new double[] {1, 2}, new double[] {5, 3}).region())
        .isEqualTo("a, 2 runs: no ellipse, the two intervals (two runs lie on a line)");
    assertThat(Uncertainty.of("a", new double[] {1, 2, 3}, new double[] {2, 4, 6}).covariance())
        .isEmpty();
    // No scatter at all along x.
    Uncertainty still = Uncertainty.of("a", new double[] {4, 4, 4}, new double[] {2, 1, 6});
    assertThat(still.covariance()).isEmpty();
    assertThat(still.intervalX()).contains(new Range(4, 4));
    assertThat(still.outline()).allSatisfy(corner -> assertThat(corner.x()).isEqualTo(4));
  }

  @Test
  void whatIsNoCovariance_isRefusedWithItsValues() {
    assertThatThrownBy(() -> new Covariance(1, 2, 1))
        .hasMessage("no covariance (not positive semidefinite): [[1.0, 2.0], [2.0, 1.0]]");
    assertThatThrownBy(() -> new Covariance(-1, 0, 1)).hasMessageContaining("[[-1.0, 0.0]");
    assertThatThrownBy(() -> new Covariance(Double.NaN, 0, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Covariance(1, 1, 1))
        .hasMessage("the covariance is singular, and its ellipse a line: [[1.0, 1.0], [1.0, 1.0]]");
    assertThatThrownBy(() -> new Covariance(0, 0, 1)).hasMessageContaining("singular");
    assertThatThrownBy(() -> with(new Covariance(1, 0, 1), 1))
        .hasMessage("a: one run tells no scatter");
    assertThatThrownBy(() -> Uncertainty.of("a", new double[] {1}, new double[] {1, 2}))
        .hasMessage("a: as many x as y are needed: 1, 2");
  }
}
