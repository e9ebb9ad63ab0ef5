package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads and writes documents as JSON: keys in the order of the records, the unknown absent, files
 * written whole.
 */
public final class Documents {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.USE_DEFAULTS))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private Documents() {}

  /** Writes a document in place of whatever the file held. */
  public static void write(Path file, Document document) throws IOException {
    writeJson(file, document);
  }

  /** Writes anything made of records in the documents' form: the unknown absent, indented. */
  public static void writeJson(Path file, Object value) throws IOException {
    AtomicFiles.writeBytes(
        file,
        out -> {
          out.write(MAPPER.writeValueAsBytes(value));
          out.write('\n');
        });
  }

  /**
   * Reads a load document of any schema version up to this one's.
   *
   * @throws IOException naming the file, if it is none
   */
  public static LoadDocument readLoad(Path file) throws IOException {
    return read(file, LoadDocument.KIND, LoadDocument.class);
  }

  /**
   * Reads a micro document of any schema version up to this one's.
   *
   * @throws IOException naming the file, if it is none
   */
  public static MicroDocument readMicro(Path file) throws IOException {
    return read(file, MicroDocument.KIND, MicroDocument.class);
  }

  /**
   * Reads a sweep document of any schema version up to this one's.
   *
   * @throws IOException naming the file, if it is none
   */
  public static SweepDocument readSweep(Path file) throws IOException {
    return read(file, SweepDocument.KIND, SweepDocument.class);
  }

  private static <T extends Document> T read(Path file, String kind, Class<T> type)
      throws IOException {
    try (JsonParser parser = MAPPER.createParser(Files.readAllBytes(file))) {
      JsonNode tree = MAPPER.readTree(parser);
      String found = tree.path("kind").asText();
      int version = tree.path("schemaVersion").asInt();
      if (!found.equals(kind)) {
        throw new IOException(file + ": not a " + kind + " document: kind is \"" + found + "\"");
      }
      if (version < 1 || version > Document.SCHEMA_VERSION) {
        throw new IOException(
            file + ": schemaVersion must be 1 to " + Document.SCHEMA_VERSION + ": " + version);
      }
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + e.getOriginalMessage(), e);
    }
  }
}
