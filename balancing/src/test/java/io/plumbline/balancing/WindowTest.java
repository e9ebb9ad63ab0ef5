package io.plumbline.balancing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WindowTest {
  @Test
  void mean_isOfTheLatestValues() {
    Window window = new Window(3);
    assertThat(window.mean()).isNaN();
    window.append(5);
    assertThat(window.mean()).isEqualTo(5);
    window.append(10);
    assertThat(window.mean()).isEqualTo(7.5);
    window.append(15);
    assertThat(window.mean()).isEqualTo(10);
    window.append(20);
    assertThat(window.mean()).isEqualTo(15);
    assertThat(window.latest()).isEqualTo(20);
  }

  @Test
  void ewma_startsAtTheOldestValue() {
    Window window = new Window(3);
    assertThat(window.ewma(0.5)).isNaN();
    window.append(5);
    window.append(10);
    assertThat(window.ewma(0.5)).isEqualTo(7.5);
    assertThat(window.ewma(1)).isEqualTo(10);
    assertThat(window.ewma(0)).isEqualTo(5);
  }

  @Test
  void averages_areTheSameHoweverOftenTheyAreAskedFor() {
    for (int seed = 0; seed < 100; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int capacity = 1 + random.nextInt(20);
      Window window = new Window(capacity);
      Deque<Double> values = new ArrayDeque<>();
      for (int i = 0; i < 200; i++) {
        int action = random.nextInt(20);
        if (action == 0) {
          window.clear();
          values.clear();
        } else if (action < 12) {
          double value = random.nextDouble();
          window.append(value);
          values.add(value);
          if (values.size() > capacity) {
            values.remove();
          }
        }
        double weight = random.nextBoolean() ? 0.2 : 0.5;
        double sum = 0;
        double ewma = values.isEmpty() ? Double.NaN : values.getFirst();
        boolean first = true;
        for (double value : values) {
          sum += value;
          ewma = first ? value : weight * value + (1 - weight) * ewma;
          first = false;
        }
        // Equal to the last bit: the sum runs from the oldest value to the latest.
        Double mean = values.isEmpty() ? Double.NaN : sum / values.size();
        assertThat((Double) window.mean()).isEqualTo(mean);
        assertThat((Double) window.ewma(weight)).isEqualTo((Double) ewma);
      }
    }
  }
}
