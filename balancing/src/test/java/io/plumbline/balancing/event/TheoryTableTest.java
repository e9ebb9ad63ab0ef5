package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.plumbline.balancing.event.TheoryTable.Effort;
import io.plumbline.balancing.event.TheoryTable.Order;
import io.plumbline.balancing.event.TheoryTable.Row;
import org.junit.jupiter.api.Test;

final class TheoryTableTest {
  private static final Effort EFFORT = new Effort(10, 60_000, 42);

  @Test
  void supermarket_isThePublishedLimit() {
    assertThat(TheoryTable.supermarket(1, 0.9)).isCloseTo(10, within(1e-9));
    assertThat(TheoryTable.supermarket(2, 0.9)).isCloseTo(2.61406, within(1e-5));
    assertThat(TheoryTable.supermarket(3, 0.5)).isCloseTo(1.12524, within(1e-5));
    assertThat(TheoryTable.supermarket(5, 0.99)).isCloseTo(2.90168, within(1e-5));
  }

  @Test
  void everySystem_isAsTheorySays() {
    assertThat(TheoryTable.rows(EFFORT, row -> {}))
        .hasSizeGreaterThan(80)
        .allSatisfy(row -> assertThat(row).matches(Row::agrees, "agrees"))
        // An interval as wide as what it is to show would show nothing.
        .allSatisfy(
            row ->
                assertThat(row.halfWidth())
                    .as(row.toString())
                    .isLessThanOrEqualTo(mostOf(row) * row.predicted()));
  }

  /** What this effort gives: rare events, and what lasts, are seen the least. */
  private static double mostOf(Row row) {
    if (row.system().startsWith("M/M/100,")) {
      return 0.3;
    }
    return row.quantity().equals("p99") || row.quantity().equals("p99 of waits") || row.load() > 0.9
        ? 0.17
        : 0.12;
  }

  @Test
  void systems_areInTheOrderOfTheory_andOldNewsInvertIt() {
    assertThat(TheoryTable.orders(EFFORT, order -> {}))
        .allSatisfy(order -> assertThat(order).matches(Order::holds, "holds"));
  }

  @Test
  void order_thatIsNotShown_saysHowManyRepetitionsWouldShowIt() {
    // Of two, an interval of 99.9 % is 636.6 deviations by the root of 2 wide: 450 of 1.
    Order open = new Order("a", "b", .9, 1, 3, 2, 450.2, 2);
    assertThat(open.holds()).isFalse();
    assertThat(open.isContradicted()).isFalse();
    // Of seven it is 5.96 by the root of 7, 2.25; of eight 5.41 by the root of 8, 1.91.
    assertThat(open.repetitionsToShow()).hasValue(8);
    assertThat(new Order("a", "b", .9, 1, 3, 2, 1.91, 8).holds()).isTrue();

    Order reversed = new Order("a", "b", .9, 3, 1, -2, 1.91, 8);
    assertThat(reversed.isContradicted()).isTrue();
    assertThat(reversed.repetitionsToShow()).isEmpty();
  }
}
