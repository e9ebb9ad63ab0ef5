package io.plumbline.balancing.tick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.balancing.Window;
import io.plumbline.balancing.Windowed;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RollingWindowTest {

  @Test
  void averages_areThoseOfWhatIsLeft() {
    RollingWindow window = new RollingWindow(3, 0.5);
    window.append(5);
    window.append(10);
    assertThat(window.averages(1, 1)).isEqualTo(new Windowed(10, 7.5, 7.5));
    window.append(15);
    window.append(20);
    // 10, 15, 20 are left; (10 + 15) / 2 = 12.5, (12.5 + 20) / 2 = 16.25.
    assertThat(window.averages(1, 1)).isEqualTo(new Windowed(20, 15, 16.25));
    assertThat(window.averages(4, 2)).isEqualTo(new Windowed(40, 30, 32.5));
    window.clear();
    assertThat(window.averages(1, 1)).isEqualTo(Windowed.EMPTY);
  }

  @Test
  void averages_areThoseOfAWindowThatAddsThemUpAfresh() {
    for (double weight : new double[] {0, 0.2, 1}) {
      for (int capacity : new int[] {1, 2, 7, 100}) {
        SplittableRandom random = new SplittableRandom(capacity);
        RollingWindow rolling = new RollingWindow(capacity, weight);
        Window fresh = new Window(capacity);
        for (int i = 0; i < 1000; i++) {
          double value = random.nextDouble() * 1000;
          rolling.append(value);
          fresh.append(value);
          assertThat(rolling.averages(1, 1).mean()).isEqualTo(fresh.mean(), within(1e-9));
          assertThat(rolling.averages(1, 1).ewma()).isEqualTo(fresh.ewma(weight), within(1e-9));
        }
      }
    }
  }
}
