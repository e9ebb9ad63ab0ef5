package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.comparison.Comparison.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MachineCheckTest {
  private static final double[] QUIET = {1000, 1010, 990, 1005, 995};

  @Test
  void rulerThatMoved_refusesAllTimes_butNotBytes() {
    Comparison comparison = compare(0, 12, 1.08, true);
    assertThat(comparison.warnings())
        .singleElement()
        .asString()
        .isEqualTo(
            "the machine changed: RulerBenchmark.run time, which no commit touches, moved by"
                + " +8.0 %");
    assertThat(comparison.entries().stream().filter(e -> e.metric().equals("time")))
        .extracting(Entry::verdict)
        .containsOnly(Verdict.NOT_COMPARABLE);
    assertThat(comparison.with(Verdict.REGRESSED))
        .singleElement()
        .extracting(Entry::metric)
        .isEqualTo("allocation");
  }

  @Test
  void rulerThatMovedALittle_isNoReason() {
    Comparison comparison = compare(0, 12, 1.04, true);
    assertThat(comparison.warnings()).isEmpty();
  }

  @Test
  void aThirdMovingTheSameWay_withoutRulers_isTheMachine() {
    // 4 of 13 are more than 30 %; 3 of 13 are not.
    Comparison many = compare(4, 13, 1, false);
    assertThat(many.warnings()).singleElement().asString().contains("4 of 13 entries moved");
    assertThat(many.with(Verdict.REGRESSED)).extracting(Entry::metric).containsOnly("allocation");
    Comparison few = compare(3, 13, 1, false);
    assertThat(few.warnings()).isEmpty();
    assertThat(few.with(Verdict.REGRESSED)).hasSize(4);
  }

  @Test
  void aThirdMovingTheSameWay_beyondSteadyRulers_isToldOnly() {
    Comparison comparison = compare(4, 13, 1.001, true);
    assertThat(comparison.warnings())
        .singleElement()
        .asString()
        .contains("4 of 13 entries moved", "the rulers did not move");
    assertThat(comparison.with(Verdict.REGRESSED)).hasSize(5);
  }

  /** Not to have been found to move is not to have held. */
  @Test
  void rulerThatScatters_vouchesForNoMachine() {
    List<Series> base = new ArrayList<>();
    List<Series> head = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      base.add(Examples.time("B" + i, QUIET));
      head.add(Examples.time("B" + i, Examples.times(QUIET, i < 4 ? 1.1 : 1.0001)));
    }
    base.add(Examples.time("RulerBenchmark", 800, 1200, 1000, 900, 1100));
    head.add(Examples.time("RulerBenchmark", 850, 1250, 1050, 950, 1150));

    Comparison comparison = Examples.compare(base, head);

    assertThat(comparison.warnings())
        .singleElement()
        .asString()
        .contains("4 of 13 entries moved", "no ruler shows that it held");
    assertThat(comparison.with(Verdict.REGRESSED)).isEmpty();
  }

  @Test
  void fewEntries_sayNothingOfTheMachine() {
    assertThat(compare(5, 9, 1, false).warnings()).isEmpty();
  }

  /** So many slower ones of all, one that allocates more, and perhaps a ruler. */
  private static Comparison compare(int slower, int all, double rulerFactor, boolean hasRuler) {
    List<Series> base = new ArrayList<>();
    List<Series> head = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      base.add(Examples.time("B" + i, QUIET));
      head.add(Examples.time("B" + i, Examples.times(QUIET, i < slower ? 1.1 : 1.0001)));
    }
    base.add(Examples.bytes("B0", 100, 100, 100));
    head.add(Examples.bytes("B0", 200, 200, 200));
    if (hasRuler) {
      base.add(Examples.time("RulerBenchmark", QUIET));
      head.add(Examples.time("RulerBenchmark", Examples.times(QUIET, rulerFactor)));
    }
    return Examples.compare(base, head);
  }
}
