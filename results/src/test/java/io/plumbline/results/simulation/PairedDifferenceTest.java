package io.plumbline.results.simulation;

import static io.plumbline.results.simulation.FakeSimulations.document;
import static io.plumbline.results.simulation.FakeSimulations.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.simulation.PairedDifference.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {
  private static final String FIGURE = Column.MEAN_LATENCY;

  private static List<PairedDifference> against(SimulationDocument document, String... columns) {
    return PairedDifference.all(document, "base", List.of(columns));
  }

  @Test
  void ratioOfEveryPair_showsWhatScatterBetweenRepetitionsHides() {
    // Repetitions differ fourfold; in each the entry is 10, 15 and 12.5 % less.
    PairedDifference one =
        against(
                document(entry("base", FIGURE, 10, 20, 40), entry("less", FIGURE, 9, 17, 35)),
                FIGURE)
            .get(0);

    assertThat(one.pairs()).isEqualTo(3);
    assertThat(one.isRatio()).isTrue();
    double[] logs = {Math.log(.9), Math.log(.85), Math.log(.875)};
    double mean = (logs[0] + logs[1] + logs[2]) / 3;
    assertThat(one.estimate().getAsDouble()).isCloseTo(Math.exp(mean), within(1e-12));
    double half = 4.302653 * Math.sqrt(Aggregate.variance(logs) / 3);
    assertThat(one.high().getAsDouble()).isCloseTo(Math.exp(mean + half), within(1e-6));
    assertThat(one.low().getAsDouble()).isCloseTo(Math.exp(mean - half), within(1e-6));
    assertThat(one.answer()).isEqualTo(Answer.LOWER);
  }

  @Test
  void figuresThatCanBeZero_areComparedAsDifferences() {
    PairedDifference one =
        against(document(entry("base", FIGURE, 0, 0), entry("more", FIGURE, 1, 3)), FIGURE).get(0);

    assertThat(one.isRatio()).isFalse();
    assertThat(one.estimate()).hasValue(2);
    assertThat(one.answer()).isEqualTo(Answer.UNDECIDED);
  }

  @Test
  void onePolicyUnderTwoNames_isEqual() {
    PairedDifference one =
        against(document(entry("base", FIGURE, 5, 6), entry("twin", FIGURE, 5, 6)), FIGURE).get(0);

    assertThat(one.answer()).isEqualTo(Answer.EQUAL);
    assertThat(one.estimate()).hasValue(1);
  }

  @Test
  void oneOfManyAnswers_isBelievedOnlyIfItIsSureEnoughForAllOfThem() {
    // Alone the difference would have p = .04.
    SimulationEntry base = entry("base", FIGURE, 10, 10, 10);
    SimulationEntry less = entry("less", FIGURE, 9.5, 9.3, 9.0);
    SimulationEntry noise = entry("noise", FIGURE, 9, 11, 10);

    assertThat(against(document(base, less), FIGURE))
        .extracting(PairedDifference::answer)
        .containsExactly(Answer.LOWER);
    List<PairedDifference> all = against(document(base, less, noise), FIGURE);
    assertThat(all.get(0).p().getAsDouble()).isBetween(.025, .05);
    assertThat(all)
        .extracting(PairedDifference::answer)
        .containsExactly(Answer.UNDECIDED, Answer.UNDECIDED);
  }

  @Test
  void missingRepetitions_haveNoPart_andTheUnknownIsAbsent() {
    List<PairedDifference> all =
        against(
            document(
                entry("base", FIGURE, 10, 10),
                entry("once", FIGURE, 9),
                entry("other", Column.JAIN_INDEX, 1, 1)),
            FIGURE);

    assertThat(all.get(0).pairs()).isEqualTo(1);
    assertThat(all.get(0).estimate().getAsDouble()).isCloseTo(.9, within(1e-12));
    assertThat(all.get(0).low()).isEmpty();
    assertThat(all.get(1).pairs()).isZero();
    assertThat(all.get(1).estimate()).isEmpty();
    assertThat(all).allMatch(one -> one.answer() == Answer.UNDECIDED);
  }

  @Test
  void otherSettings_areSaid() {
    SimulationEntry base = entry("base", FIGURE, 10, 10);
    SimulationEntry slower =
        new SimulationEntry(
            "slower",
            "{}",
            Map.of("servers", 10),
            base.runs(),
            Optional.empty(),
            List.of(),
            Map.of());

    assertThat(against(document(base, slower), FIGURE).get(0).sameSettings()).isFalse();
    assertThatThrownBy(() -> PairedDifference.all(document(slower), "base", List.of(FIGURE)))
        .hasMessage("the baseline must be one of the scenarios: base");
  }
}
