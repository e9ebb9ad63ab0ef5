package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DesignEffectTest {
  @Test
  void effect_isAsByHand() {
    // Share 0.1; deviations 5, -5: squares 50, times 2 / 1; independent: 100 x 0.1 x 0.9 = 9.
    assertThat(DesignEffect.of(new long[] {50, 50}, new long[] {10, 0}))
        .isCloseTo(100 / 9.0, within(1e-12));
    // Spread evenly it would be 0, but nothing is less bunched than independence for us.
    assertThat(DesignEffect.of(new long[] {50, 50}, new long[] {5, 5})).isEqualTo(1);
    assertThat(DesignEffect.of(new long[] {50, 50}, new long[] {0, 0})).isEqualTo(1);
    assertThat(DesignEffect.of(new long[] {50, 50}, new long[] {50, 50})).isEqualTo(1);
  }

  @Test
  void independentMisses_haveAnEffectOfAbout1_bunchesOf10OfAbout10() {
    Random random = new Random(42);
    double independent = 0;
    double bunched = 0;
    int runs = 200;
    for (int run = 0; run < runs; run++) {
      long[] planned = new long[30];
      long[] missed = new long[30];
      long[] tenfold = new long[30];
      for (int i = 0; i < 30_000; i++) {
        int batch = random.nextInt(30);
        boolean miss = random.nextInt(100) == 0;
        planned[batch]++;
        missed[batch] += miss ? 1 : 0;
        tenfold[batch] += miss && random.nextInt(10) == 0 ? 10 : 0;
      }
      independent += DesignEffect.of(planned, missed) / runs;
      bunched += DesignEffect.of(planned, tenfold) / runs;
    }
    // Its standard deviation is sqrt(2 / 29) of itself; half of it is cut off at 1.
    assertThat(independent).isBetween(1.0, 1.2);
    assertThat(bunched).isBetween(9.0, 11.0);
  }

  @Test
  void rowsOfARun_areReadByClassAndInTotal(@TempDir Path folder) throws IOException {
    // 30 batches of one urgent and one relaxed request each; only urgent ones miss, in one batch.
    StringBuilder rows = new StringBuilder(MetricsCsv.HEADER).append('\n');
    for (int batch = 0; batch < 30; batch++) {
      for (int i = 0; i < 20; i++) {
        String slo = i < 10 ? "urgent" : "relaxed";
        boolean met = !(batch == 7 && i < 10);
        rows.append("1,0,1,").append(slo).append(",m,5,0.1,").append(met).append(",OK,");
        rows.append(batch * 1_000 + 40 * i).append(",0,0,5,5,0,0,0\n");
      }
    }
    Path file = Files.writeString(folder.resolve("metrics.csv"), rows);
    Map<String, Double> effects = DesignEffect.byEntry(file, 30_000);
    assertThat(effects).containsOnlyKeys("1:urgent", "1:relaxed", "total");
    assertThat(effects).containsEntry("1:relaxed", 1.0);
    // All 10 of one batch missed, share 1/30: 10 independent misses would have varied by 300 x
    // 1/30 x 29/30 = 9.667; they did by (30/29) x (9.667^2 + 29 x 0.333^2) = 100.
    assertThat(effects.get("1:urgent")).isCloseTo(100 / (290 / 30.0), within(1e-9));
  }

  @Test
  void whatIsNoRows_isRefused(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("metrics.csv");
    for (String text :
        new String[] {
          "", "a,b\n", MetricsCsv.HEADER + "\n1,2\n", MetricsCsv.HEADER + "\n" + "x,".repeat(20)
        }) {
      Files.writeString(file, text);
      assertThatThrownBy(() -> DesignEffect.byEntry(file, 1))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file.toString());
    }
  }
}
