package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.CapacityDocument.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoublePredicate;
import org.junit.jupiter.api.Test;

class FindPeakTest {
  private final List<Double> rates = new ArrayList<>();

  private Answer search(double target, double step, int decimals, double max, DoublePredicate isMet)
      throws IOException, InterruptedException {
    rates.clear();
    return new FindPeak(
            new FindPeak.Limits(target, step, decimals, max),
            (rate, why) -> {
              rates.add(rate);
              return isMet.test(rate);
            })
        .search();
  }

  @Test
  void search_widensAndBisects_asWorkedByHand() throws IOException, InterruptedException {
    // Bounds [10, 20), then 15 fails, 12.5 holds, 13.75 fails: floor(12.5) + 1 >= floor(13.75).
    Answer answer = search(5, 1, 0, 1000, rate -> rate < 13);
    assertThat(rates).containsExactly(5.0, 10.0, 20.0, 15.0, 12.5, 13.75);
    assertThat(answer.kind()).isEqualTo(Answer.Kind.FOUND);
    assertThat(answer.ratePerSecond()).hasValue(12.5);
    assertThat(answer.endsPerSecond()).hasValue(13.75);
  }

  @Test
  void search_endsByFloors_notByDistance() throws IOException, InterruptedException {
    // To one decimal, of 4.125 and 4.3125: floor(41.25) + 1 < floor(43.125). Of 4.125 and 4.21875:
    // floor(41.25) + 1 >= floor(42.1875).
    Answer answer = search(3, 1, 1, 1000, rate -> rate < 4.18);
    assertThat(rates).containsExactly(3.0, 6.0, 4.5, 3.75, 4.125, 4.3125, 4.21875);
    assertThat(answer.ratePerSecond()).hasValue(4.125);
    assertThat(answer.endsPerSecond()).hasValue(4.21875);
    // Neighbours at once: 1 and 1.5 have the floors 1 and 1.
    search(1, .5, 0, 1000, rate -> rate <= 1);
    assertThat(rates).containsExactly(1.0, 1.5);
  }

  @Test
  void targetThatFailsAtOnce_endsTheSearch() throws IOException, InterruptedException {
    Answer answer = search(5, 1, 0, 1000, rate -> false);
    assertThat(rates).containsExactly(5.0);
    assertThat(answer.kind()).isEqualTo(Answer.Kind.NONE);
    assertThat(answer.ratePerSecond()).isEmpty();
  }

  @Test
  void targetThatNeverFails_isPlayedUpToTheHighestRateAllowed()
      throws IOException, InterruptedException {
    Answer answer = search(5, 1, 0, 50, rate -> true);
    assertThat(rates).containsExactly(5.0, 10.0, 20.0, 40.0);
    assertThat(answer.kind()).isEqualTo(Answer.Kind.AT_LEAST);
    assertThat(answer.ratePerSecond()).hasValue(40);
    assertThat(answer.statement()).contains("--max-rate");
  }
}
