package io.plumbline.experiments;

import io.plumbline.results.SimulationDocument;
import java.nio.file.Path;
import java.util.List;

/**
 * What simulations leave behind.
 *
 * @param complete whether all runs that were asked for are there
 * @param kept scenarios whose results were there already
 * @param written what was written, the document first
 */
public record SimulationOutcome(
    SimulationDocument document, boolean complete, int kept, List<Path> written) {}
