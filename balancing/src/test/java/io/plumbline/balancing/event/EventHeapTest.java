package io.plumbline.balancing.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventHeapTest {
  private record Event(long timeNanos, long payload) {}

  @Test
  void earliestIsFirst_andOfTheSameTimeWhatWasPlannedFirst() {
    EventHeap heap = new EventHeap(2);
    heap.add(30, 1);
    heap.add(10, 2);
    heap.add(30, 3);
    heap.add(10, 4);
    List<Long> taken = new ArrayList<>();
    while (!heap.isEmpty()) {
      taken.add(heap.take());
    }
    assertThat(taken).containsExactly(2L, 4L, 1L, 3L);
  }

  @Test
  void takenPlace_isFilledByWhatIsPlannedNext() {
    EventHeap heap = new EventHeap(1);
    heap.add(10, 1);
    assertThat(heap.take()).isEqualTo(1);
    assertThat(heap.isEmpty()).isTrue();
    heap.add(20, 2);
    assertThat(heap.isEmpty()).isFalse();
    assertThat(heap.timeNanos()).isEqualTo(20);
    assertThat(heap.take()).isEqualTo(2);
    assertThat(heap.isEmpty()).isTrue();
  }

  /** Few different times make ties of every kind, many make none. */
  @ParameterizedTest
  @ValueSource(longs = {1, 3, 20, 1_000_000_000_000L})
  void anyOrderOfPlanningAndTaking_isThatOfASortedQueue(long times) {
    for (int seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      EventHeap heap = new EventHeap(1 + random.nextInt(8));
      PriorityQueue<Event> model =
          new PriorityQueue<>(
              Comparator.comparingLong(Event::timeNanos).thenComparingLong(Event::payload));
      double growth = random.nextDouble();
      for (long payload = 0; payload < 2_000; payload++) {
        if (random.nextDouble() < growth || model.isEmpty()) {
          long timeNanos = random.nextLong(times);
          heap.add(timeNanos, payload);
          model.add(new Event(timeNanos, payload));
        } else {
          Event first = model.remove();
          assertThat(heap.timeNanos()).isEqualTo(first.timeNanos());
          assertThat(heap.take()).isEqualTo(first.payload());
        }
        assertThat(heap.isEmpty()).isEqualTo(model.isEmpty());
      }
      while (!model.isEmpty()) {
        assertThat(heap.take()).isEqualTo(model.remove().payload());
      }
      assertThat(heap.isEmpty()).isTrue();
    }
  }
}
