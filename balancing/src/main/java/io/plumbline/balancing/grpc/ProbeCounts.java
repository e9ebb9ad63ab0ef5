package io.plumbline.balancing.grpc;

import java.util.concurrent.atomic.LongAdder;

/** How many probes were answered, and how many of these told a load. Thread-safe. */
final class ProbeCounts {
  private final LongAdder answered = new LongAdder();
  private final LongAdder reported = new LongAdder();

  void answered(boolean withReport) {
    answered.increment();
    if (withReport) {
      reported.increment();
    }
  }

  long answered() {
    return answered.sum();
  }

  long reported() {
    return reported.sum();
  }
}
