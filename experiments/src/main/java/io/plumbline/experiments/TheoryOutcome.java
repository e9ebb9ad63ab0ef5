package io.plumbline.experiments;

import io.plumbline.results.TheoryDocument;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a comparison with theory leaves behind.
 *
 * @param file where it was written, if that was asked for
 */
public record TheoryOutcome(TheoryDocument document, Optional<Path> file) {}
