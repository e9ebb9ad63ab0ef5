package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MersenneTwisterTest {

  @ParameterizedTest
  @CsvSource({
    "2023080168, 3245365415 3615339558 1380029910 1577989244 921976217",
    "0, 2357136044 2546248239 3071714933",
    "42, 1608637542 3421126067"
  })
  void twister_drawsWhatTheStandardLibraryOfCppDraws(long seed, String draws) {
    MersenneTwister twister = new MersenneTwister((int) seed);
    for (String draw : draws.split(" ", -1)) {
      assertThat(twister.nextUnsignedInt()).isEqualTo(Long.parseLong(draw));
    }
  }

  @Test
  void twister_givesTheTenThousandthNumberOfTheStandard() {
    // ISO C++ [rand.predef]: the 10000th draw of a default-seeded (5489) mt19937 is 4123659995.
    MersenneTwister twister = new MersenneTwister(5489);
    for (int i = 1; i < 10_000; i++) {
      twister.nextUnsignedInt();
    }
    assertThat(twister.nextUnsignedInt()).isEqualTo(4123659995L);
  }
}
