package io.plumbline.results;

import java.time.Instant;
import java.util.Optional;

/**
 * The state of the repository that a measurement was made in.
 *
 * @param id the full hash of the commit
 * @param branch absent on a detached head
 * @param time when it was committed
 * @param dirty whether the work tree differed from it
 */
public record Commit(String id, Optional<String> branch, Instant time, boolean dirty) {}
