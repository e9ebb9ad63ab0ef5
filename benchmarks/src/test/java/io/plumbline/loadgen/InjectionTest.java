package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InjectionTest {

  private static List<Integer> times(double factor, int invocations) {
    Injection injection = new Injection(factor);
    return IntStream.range(0, invocations).mapToObj(i -> injection.times()).toList();
  }

  @Test
  void quarter_repeatsEveryFourthOperation() {
    assertThat(times(1.25, 8)).containsExactly(1, 1, 1, 2, 1, 1, 1, 2);
  }

  @Test
  void none_neverRepeats() {
    assertThat(times(1, 1000)).containsOnly(1);
    assertThat(Injection.ofThisJvm().times()).as("without the property").isEqualTo(1);
  }

  @Test
  void anyFactor_holdsFromTheFirstInvocationOn() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 200; i++) {
      double factor = random.nextDouble(1, 100);
      int invocations = random.nextInt(1, 10_000);
      int operations = times(factor, invocations).stream().mapToInt(t -> t).sum();
      assertThat((double) operations).as("%s", factor).isCloseTo(factor * invocations, within(1.0));
    }
  }

  @Test
  void whatIsNoFactor_isRefusedWithItsValue() {
    for (String text : List.of("0.99", "100", "NaN", "Infinity", "-1", "ten", "")) {
      assertThatThrownBy(() -> Injection.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("plumbline.inject must be at least 1 and below 100: " + text);
    }
  }
}
