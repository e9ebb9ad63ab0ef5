package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ResidencyTest {

  @Test
  void use_loadsWhatIsNotThere_inPlaceOfWhatWasNotUsedForLongest() {
    Residency two = new Residency(2);

    assertThat(two.use(5)).isTrue();
    assertThat(two.use(6)).isTrue();
    assertThat(two.use(5)).isFalse();
    assertThat(two.use(7)).isTrue();
    assertThat(two.holds(5)).isTrue();
    assertThat(two.holds(6)).isFalse();
    two.clear();
    assertThat(two.use(5)).isTrue();
  }
}
