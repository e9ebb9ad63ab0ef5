package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class InterpolationTest {
  @Test
  void values_areLinearBetweenPointsAndLevelOutside() {
    Interpolation line = new Interpolation();
    for (double x : new double[] {8, 1, 4, 2}) {
      line.put(x, x);
    }
    assertThat(line.at(4)).isEqualTo(4);
    assertThat(line.at(3)).isEqualTo(3);
    assertThat(line.at(5)).isEqualTo(5);
    assertThat(line.at(6)).isEqualTo(6);
    assertThat(line.at(7)).isEqualTo(7);
    assertThat(line.at(9)).isEqualTo(8);
    assertThat(line.at(90)).isEqualTo(8);
    assertThat(line.at(0)).isEqualTo(1);
  }

  @Test
  void aPoint_isReplacedByALaterOne() {
    Interpolation line = new Interpolation();
    line.put(3, 10);
    line.put(3, 20);
    assertThat(line.size()).isEqualTo(1);
    assertThat(line.at(0)).isEqualTo(20);
  }

  @Test
  void withoutPoints_nothingIsKnown() {
    Interpolation line = new Interpolation();
    assertThat(line.at(1)).isNaN();
    line.put(1, 1);
    line.clear();
    assertThat(line.at(1)).isNaN();
  }

  @Test
  void manyPoints_inAnyOrder_agreeWithASortedMap() {
    for (int seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Interpolation line = new Interpolation();
      TreeMap<Double, Double> points = new TreeMap<>();
      int count = 1 + random.nextInt(300);
      for (int i = 0; i < count; i++) {
        double x = random.nextInt(500);
        double y = random.nextDouble();
        line.put(x, y);
        points.put(x, y);
      }
      assertThat(line.size()).isEqualTo(points.size());
      for (int i = 0; i < 100; i++) {
        double x = random.nextDouble(-10, 510);
        Map.Entry<Double, Double> low = points.floorEntry(x);
        Map.Entry<Double, Double> high = points.ceilingEntry(x);
        double expected;
        if (low == null) {
          expected = points.firstEntry().getValue();
        } else if (high == null) {
          expected = points.lastEntry().getValue();
        } else {
          double share = (x - low.getKey()) / (high.getKey() - low.getKey());
          expected = (1 - share) * low.getValue() + share * high.getValue();
        }
        assertThat(line.at(x)).isCloseTo(expected, within(1e-12));
      }
    }
  }
}
