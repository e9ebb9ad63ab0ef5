package io.plumbline.experiments;

import io.plumbline.experiments.BenchFork.Ending;
import io.plumbline.results.MicroEntry;
import java.time.Instant;
import java.util.Optional;

/**
 * What one fork of one side gave.
 *
 * @param entry of this fork alone; empty unless it is {@code DONE}
 * @param reason why it failed or was skipped, in one line; empty otherwise
 */
record MeasuredFork(Instant startedAt, Ending ending, Optional<MicroEntry> entry, String reason) {

  MeasuredFork {
    if (entry.isPresent() != (ending == Ending.DONE)) {
      throw new IllegalArgumentException(ending + " must have an entry only if it is done");
    }
  }

  static MeasuredFork done(Instant startedAt, MicroEntry entry) {
    return new MeasuredFork(startedAt, Ending.DONE, Optional.of(entry), "");
  }

  static MeasuredFork failed(Instant startedAt, String reason) {
    return new MeasuredFork(startedAt, Ending.FAILED, Optional.empty(), reason);
  }

  static MeasuredFork skipped(Instant startedAt, String reason) {
    return new MeasuredFork(startedAt, Ending.SKIPPED, Optional.empty(), reason);
  }

  static MeasuredFork stopped(Instant startedAt) {
    return new MeasuredFork(startedAt, Ending.STOPPED, Optional.empty(), "");
  }
}
