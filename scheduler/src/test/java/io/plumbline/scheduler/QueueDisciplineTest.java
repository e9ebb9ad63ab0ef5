package io.plumbline.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class QueueDisciplineTest {

  private record Item(String name, int tier, long deadlineNanos, long arrivalSequence)
      implements QueueDiscipline.Waiting {}

  /** Four items in arrival order; c has no deadline, and b and d differ only in arrival. */
  private static final List<Item> ITEMS =
      List.of(
          new Item("a", 3, 100, 0),
          new Item("b", 2, 200, 1),
          new Item("c", 1, QueueDiscipline.NO_DEADLINE, 2),
          new Item("d", 2, 200, 3),
          new Item("e", 2, 150, 4));

  private static List<String> served(QueueDiscipline discipline) {
    return ITEMS.stream().sorted(discipline.order()).map(Item::name).toList();
  }

  @Test
  void fifo_servesInArrivalOrder() {
    assertThat(served(QueueDiscipline.FIFO)).containsExactly("a", "b", "c", "d", "e");
  }

  @Test
  void priority_servesTheLowestTierNumberFirstThenArrival() {
    assertThat(served(QueueDiscipline.PRIORITY)).containsExactly("c", "b", "d", "e", "a");
  }

  @Test
  void edf_servesTheEarliestDeadlineFirstThenArrivalAndNoDeadlineLast() {
    assertThat(served(QueueDiscipline.EDF)).containsExactly("a", "e", "b", "d", "c");
  }

  @Test
  void priorityEdf_servesByTierThenDeadlineThenArrival() {
    assertThat(served(QueueDiscipline.PRIORITY_EDF)).containsExactly("c", "e", "b", "d", "a");
  }

  @Test
  void named_knowsEveryCommandLineName() {
    assertThat(List.of("fifo", "priority", "edf", "priority-edf"))
        .map(QueueDiscipline::named)
        .containsExactly(QueueDiscipline.values());
  }

  @Test
  void named_listsTheNamesWhenGivenAnother() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueueDiscipline.named("lifo"))
        .withMessage("unknown queue discipline \"lifo\"; known: fifo, priority, edf, priority-edf");
  }
}
