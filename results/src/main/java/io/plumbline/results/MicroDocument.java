package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that is kept of one pass over microbenchmarks: the envelope, then an entry for each.
 *
 * @param kind {@value #KIND}
 * @param suite what was asked for: {@code quick}, {@code full} or {@code as annotated}
 * @param complete whether every fork that was planned was run; false while it goes on, and for ever
 *     if it was stopped
 * @param entries one per benchmark, mode and combination of parameters that was asked for, in the
 *     order in which they are run, those included that failed or were never begun
 * @param notes what a reader should know beside the figures
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record MicroDocument(
    int schemaVersion,
    String kind,
    Optional<Commit> commit,
    Environment environment,
    Instant startedAt,
    List<String> command,
    String suite,
    boolean complete,
    List<MicroEntry> entries,
    List<String> notes,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> unknownFields)
    implements Document {

  public static final String KIND = "micro";

  public MicroDocument {
    command = List.copyOf(command);
    entries = List.copyOf(entries);
    notes = List.copyOf(notes);
    unknownFields = UnknownFields.copyOf(unknownFields);
  }

  /** The entries that crashed or failed. */
  @JsonIgnore
  public List<MicroEntry> failed() {
    return entries.stream().filter(e -> e.status() == MicroEntry.Status.FAILED).toList();
  }
}
