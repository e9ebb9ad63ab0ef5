package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PayloadBudgetTest {

  @Test
  void budget_givesUpToItsLimitAndTakesBack() {
    PayloadBudget budget = new PayloadBudget(10);
    assertThat(budget.tryReserve(6)).isTrue();
    assertThat(budget.tryReserve(5)).isFalse();
    assertThat(budget.tryReserve(4)).isTrue();
    budget.release(6);
    assertThat(budget.tryReserve(7)).as("4 are still out").isFalse();
    assertThat(budget.tryReserve(6)).isTrue();
    assertThat(budget.tryReserve(11)).isFalse();
  }

  @Test
  void budget_mustHoldSomething() {
    assertThatThrownBy(() -> new PayloadBudget(0))
        .hasMessage("payload budget must be at least 1 byte: 0");
  }
}
