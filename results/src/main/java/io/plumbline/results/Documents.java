package io.plumbline.results;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * Reads and writes documents as JSON: keys in the order of the records, the unknown absent, files
 * written whole. A number that is not finite is refused wherever it stands, in settings and in
 * fields of a later version too.
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
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private static final Map<String, Class<? extends Document>> TYPES =
      Map.of(
          CalibrationDocument.KIND, CalibrationDocument.class,
          LoadDocument.KIND, LoadDocument.class,
          MicroDocument.KIND, MicroDocument.class,
          SimulationDocument.KIND, SimulationDocument.class,
          SweepDocument.KIND, SweepDocument.class,
          TheoryDocument.KIND, TheoryDocument.class,
          CapacityDocument.KIND, CapacityDocument.class);

  private Documents() {}

  /** What says how to read the rest. */
  private record Head(String kind, int schemaVersion) {}

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

  /** What {@link #write} writes. */
  public static String text(Document document) {
    try {
      return MAPPER.writeValueAsString(document) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a document must have a form in JSON", e);
    }
  }

  /** The same as a tree. */
  public static JsonNode tree(Document document) {
    return MAPPER.valueToTree(document);
  }

  /**
   * Reads a document of any kind and of any schema version up to this one's.
   *
   * @throws IOException naming the file, and the field if one is wrong
   */
  public static Document read(Path file) throws IOException {
    return read(file, bytes(file));
  }

  /** The same of a regular file; a symbolic link is refused. */
  static Document readNoLink(Path file) throws IOException {
    return read(file, bytes(file, LinkOption.NOFOLLOW_LINKS));
  }

  private static Document read(Path file, byte[] bytes) throws IOException {
    Head head = head(file, bytes);
    Class<? extends Document> type = TYPES.get(head.kind());
    if (type == null) {
      throw new IOException(file + ": not a document: kind is \"" + head.kind() + "\"");
    }
    return read(file, bytes, head, type);
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

  /**
   * Reads a calibration of any schema version up to this one's.
   *
   * @throws IOException naming the file, if it is none
   */
  public static CalibrationDocument readCalibration(Path file) throws IOException {
    return read(file, CalibrationDocument.KIND, CalibrationDocument.class);
  }

  /**
   * Reads a capacity document of any schema version up to this one's.
   *
   * @throws IOException naming the file, if it is none
   */
  public static CapacityDocument readCapacity(Path file) throws IOException {
    return read(file, CapacityDocument.KIND, CapacityDocument.class);
  }

  /**
   * Reads a simulation document of any schema version up to this one's.
   *
   * @throws IOException naming the file, if it is none
   */
  public static SimulationDocument readSimulation(Path file) throws IOException {
    return read(file, SimulationDocument.KIND, SimulationDocument.class);
  }

  private static <T extends Document> T read(Path file, String kind, Class<T> type)
      throws IOException {
    byte[] bytes = bytes(file);
    Head head = head(file, bytes);
    if (!head.kind().equals(kind)) {
      throw new IOException(
          file + ": not a " + kind + " document: kind is \"" + head.kind() + "\"");
    }
    return read(file, bytes, head, type);
  }

  private static byte[] bytes(Path file, LinkOption... links) throws IOException {
    try (InputStream in = Files.newInputStream(file, links)) {
      return in.readAllBytes();
    }
  }

  private static <T extends Document> T read(Path file, byte[] bytes, Head head, Class<T> type)
      throws IOException {
    if (head.schemaVersion() < 1 || head.schemaVersion() > Document.SCHEMA_VERSION) {
      throw new IOException(
          file
              + ": schemaVersion must be 1 to "
              + Document.SCHEMA_VERSION
              + ": "
              + head.schemaVersion());
    }
    try (JsonParser parser = new FiniteNumbers(MAPPER.createParser(bytes))) {
      return MAPPER.readValue(parser, type);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + message(e), e);
    }
  }

  private static Head head(Path file, byte[] bytes) throws IOException {
    String kind = "";
    int schemaVersion = 0;
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException(file + ": not a document: it does not begin with {");
      }
      while ((kind.isEmpty() || schemaVersion == 0) && parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("kind") && value == JsonToken.VALUE_STRING) {
          kind = parser.getText();
        } else if (name.equals("schemaVersion") && value == JsonToken.VALUE_NUMBER_INT) {
          schemaVersion = parser.getIntValue();
        } else {
          parser.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + message(e), e);
    }
    return new Head(kind, schemaVersion);
  }

  /** In one line: the field, if it is one that is wrong, and what is wrong. */
  private static String message(JsonProcessingException e) {
    if (e.getCause() instanceof JsonParseException broken) {
      return message(broken);
    }
    String problem =
        e.getCause() instanceof IllegalArgumentException refused
            ? String.valueOf(refused.getMessage())
            : e.getCause() instanceof NullPointerException
                ? "something that must be there is null"
                : e.getOriginalMessage();
    return place(e)
        + problem
            .replaceAll("\\s*\\R\\s*", " ")
            .replaceFirst("^Null value for creator property .*", "is missing");
  }

  /** {@code entries[3].score: }, or the line where no document is understood. */
  private static String place(JsonProcessingException e) {
    StringBuilder place = new StringBuilder();
    if (e instanceof JsonMappingException mapping) {
      for (JsonMappingException.Reference step : mapping.getPath()) {
        String name = step.getFieldName();
        place.append(
            name == null ? "[" + step.getIndex() + "]" : place.isEmpty() ? name : "." + name);
      }
    } else if (e.getLocation() != null) {
      place.append("line ").append(e.getLocation().getLineNr());
    }
    return place.isEmpty() ? "" : place + ": ";
  }

  /** Refuses a number that no double can hold, such as 1e999, before it becomes infinite. */
  private static final class FiniteNumbers extends JsonParserDelegate {
    FiniteNumbers(JsonParser parser) {
      super(parser);
    }

    @Override
    public JsonToken nextToken() throws IOException {
      JsonToken token = super.nextToken();
      if ((token == JsonToken.VALUE_NUMBER_FLOAT || isBigInteger(token))
          && !Double.isFinite(getDoubleValue())) {
        throw new JsonParseException(
            this, getParsingContext().pathAsPointer() + " must be finite: " + getText());
      }
      return token;
    }

    /** Token by token: what is skipped is checked as well. */
    @Override
    public JsonParser skipChildren() throws IOException {
      int depth = currentToken() != null && currentToken().isStructStart() ? 1 : 0;
      while (depth > 0) {
        JsonToken token = nextToken();
        if (token == null) {
          throw new JsonEOFException(this, null, "the file ends too early");
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      }
      return this;
    }

    private boolean isBigInteger(JsonToken token) throws IOException {
      return token == JsonToken.VALUE_NUMBER_INT && getNumberType() == NumberType.BIG_INTEGER;
    }
  }
}
