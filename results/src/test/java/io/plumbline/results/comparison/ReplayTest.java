package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {
  @Test
  void figures() throws IOException {
    RealForks real = RealForks.read();
    long t0 = System.nanoTime();
    System.out.println("XX all splits " + new Replay(real, 1).compareAllSplits());
    System.out.println("XX aa " + new Replay(real, 1).compare(1500, 0));
    for (double s : List.of(.05, .1, .2)) {
      System.out.println("XX " + s + " " + new Replay(real, 2).compare(250, s));
    }
    System.out.println("XX " + (System.nanoTime() - t0) / 1e9);
    System.out.println("XX two aa " + new Replay(real, 3).screen(1500, 0));
    for (double s : List.of(.05, .1, .2)) {
      System.out.println("XX two " + s + " " + new Replay(real, 4).screen(250, s));
    }
    System.out.println("XX " + (System.nanoTime() - t0) / 1e9);
    assertThat(real.size()).isEqualTo(98);
  }
}
