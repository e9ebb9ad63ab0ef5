package io.plumbline.results;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;

/**
 * One document of a history, as far as its name tells.
 *
 * @param dirty whether it was measured in a work tree that differed from the commit
 * @param kind of the document
 * @param startedAt when measuring began, to the millisecond
 * @param machineKey equal for machines whose results may be compared
 */
public record HistoryFile(
    String commitId,
    boolean dirty,
    String kind,
    Instant startedAt,
    String machineKey,
    long bytes,
    Path path) {

  /** The folder of its commit. */
  Path folder() {
    return Objects.requireNonNull(path.getParent());
  }
}
