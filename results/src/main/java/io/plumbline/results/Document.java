package io.plumbline.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The envelope that all documents share: what was measured when, where, at which commit and how.
 */
public sealed interface Document
    permits CalibrationDocument,
        CapacityDocument,
        LoadDocument,
        MicroDocument,
        SimulationDocument,
        SweepDocument,
        TheoryDocument {

  /** What this code writes; it reads this version and every earlier one. */
  int SCHEMA_VERSION = 1;

  /** Of the envelope and all in it. */
  int schemaVersion();

  /** What was measured: each kind of document has its own. */
  String kind();

  /** Empty outside a repository. */
  Optional<Commit> commit();

  Environment environment();

  /** The wall clock when measuring began. */
  Instant startedAt();

  /** The arguments that were given. */
  List<String> command();

  /** What a later version wrote and this one does not know; kept as it was. */
  Map<String, JsonNode> unknownFields();
}
