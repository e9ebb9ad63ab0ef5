package io.plumbline.results.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.comparison.Policy.Acceptance;
import io.plumbline.results.comparison.Policy.Machine;
import io.plumbline.results.comparison.Policy.Match;
import io.plumbline.results.comparison.Policy.Rule;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ComparisonReportTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);

  private static Series series(String method, double... nanos) {
    return Series.measured(
        new SeriesKey("p.OneBenchmark." + method, new TreeMap<>(), "time"),
        Quantity.NANOS_PER_OPERATION,
        DoubleStream.of(nanos).mapToObj(List::of).toList(),
        Map.of());
  }

  private static Side side(String label, Series... series) {
    return new Side(label, Optional.empty(), List.of(), List.of(series), List.of());
  }

  private static Comparison compare(Policy policy) {
    return Comparer.compare(
        side(
            "before",
            series("slow", 1000, 1002, 998, 1001),
            series("same", 1000, 1001, 999, 1002),
            series("once", 1000),
            series("gone", 1000, 1000)),
        side(
            "after",
            series("slow", 1200, 1203, 1198, 1201),
            series("same", 1000, 1002, 998, 1001),
            series("once", 2000)),
        new Comparer.Options(policy, false, TODAY));
  }

  private static String lines(Comparison comparison, boolean all) {
    return String.join("\n", ComparisonReport.lines(comparison, all));
  }

  @Test
  void lines_tellCoverageFirst_thenWhatConcernsAReader() {
    String lines = lines(compare(Policy.of(Machine.OWN)), false);

    assertThat(lines)
        .startsWith(
            """
            after against before
            1 regressed, 1 missing, 1 inconclusive, 1 same; judged 2 of 4
              not judged: 1 inconclusive: 2 forks or runs a side are the least to judge by
              not judged: 1 missing: the candidate does not have it
            it would have caught +5 % on 2, +10 % on 2, +20 % on 2 of 2
            warning: 1 of the entries without an answer moved by more than 25 %, the first of them\
             OneBenchmark.once time: measure them with more forks
            """)
        .containsPattern(
            "OneBenchmark.slow time +regressed +ns/op +1000 +1200 +4 v 4 +\\+20.0 % \\[\\+19")
        .doesNotContain("OneBenchmark.same")
        .endsWith("2 more with --all");
  }

  @Test
  void all_listsTheRest() {
    assertThat(lines(compare(Policy.of(Machine.OWN)), true))
        .contains("OneBenchmark.same time ")
        .containsPattern("OneBenchmark.once time +inconclusive .* \\+100.0 % +n/a +n/a")
        .doesNotContain("--all");
  }

  @Test
  void markdown_foldsTheRest_andEscapes() {
    Comparison odd =
        Comparer.compare(
            side("a|b<c>"), side("x", series("it", 1, 2)), options(Policy.of(Machine.OWN)));

    assertThat(ComparisonMarkdown.text(odd))
        .startsWith("### 1 new; judged 0 of 1\n\nx against a\\|b&lt;c>.\n")
        .contains("<details><summary>All 1 entries</summary>\n\n| entry |");
    assertThat(ComparisonMarkdown.text(compare(Policy.of(Machine.OWN))))
        .contains(
            "| OneBenchmark.slow time | regressed | ns/op | 1000 | 1200 | 4 v 4 | +20.0 % \\[");
  }

  private static Comparer.Options options(Policy policy) {
    return new Comparer.Options(policy, false, TODAY);
  }

  @Test
  void acceptedRegressions_doNotFail_untilTheirDayIsOver() {
    Acceptance until =
        new Acceptance(new Match("OneBenchmark.sl*", Optional.empty()), "safer now", TODAY);
    Policy policy = new Policy(.03, .01, .01, List.of(), List.of(until));

    Comparison onTheLastDay = compare(policy);
    Comparison theDayAfter =
        Comparer.compare(
            side("before", series("slow", 1000, 1002, 998, 1001)),
            side("after", series("slow", 1200, 1203, 1198, 1201)),
            new Comparer.Options(policy, false, TODAY.plusDays(1)));

    assertThat(onTheLastDay.regressions()).isEmpty();
    assertThat(lines(onTheLastDay, false)).contains("regressed, accepted: safer now");
    assertThat(theDayAfter.regressions()).hasSize(1);
    assertThat(theDayAfter.warnings())
        .containsExactly("the acceptance of OneBenchmark.sl* ended on 2026-03-01: safer now");
  }

  @Test
  void rules_takeEntriesOutOfTheGate_orGiveThemAnotherMinimumEffect() {
    Match slow = new Match("p.OneBenchmark.slow", Optional.of("time"));
    Policy ungated =
        new Policy(
            .03, .01, .01, List.of(new Rule(slow, OptionalDouble.empty(), false)), List.of());
    Policy lenient =
        new Policy(.03, .01, .01, List.of(new Rule(slow, OptionalDouble.of(.5), true)), List.of());

    assertThat(compare(ungated).regressions()).isEmpty();
    assertThat(lines(compare(ungated), false)).contains("regressed, not gated");
    assertThat(compare(lenient).with(Verdict.REGRESSED)).isEmpty();
  }
}
