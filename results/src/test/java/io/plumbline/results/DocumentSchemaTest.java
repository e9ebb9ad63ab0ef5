package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stored JSON Schema says what the records say, and every document keeps to it. */
class DocumentSchemaTest {
  private static final ObjectMapper PLAIN = new ObjectMapper();
  private static final Path FILE =
      Path.of("src/main/resources/io/plumbline/results/document.schema.json");

  /** Set, the test writes the schema instead of comparing it. */
  private static final String WRITE = "plumbline.writeSchema";

  private static JsonNode generated() {
    SchemaGeneratorConfigBuilder config =
        new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
            .with(
                new JacksonModule(
                    JacksonOption.RESPECT_JSONPROPERTY_ORDER,
                    JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY))
            .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES, Option.EXTRA_OPEN_API_FORMAT_VALUES)
            .without(Option.SCHEMA_VERSION_INDICATOR, Option.FLATTENED_OPTIONALS);
    config
        .forTypesInGeneral()
        .withSubtypeResolver(
            (type, context) ->
                type.getErasedType().isSealed()
                    ? Arrays.stream(type.getErasedType().getPermittedSubclasses())
                        .map(subtype -> context.getTypeContext().resolve(subtype))
                        .toList()
                    : null)
        .withCustomDefinitionProvider(
            (type, context) -> {
              Class<?> plain = type.getErasedType();
              boolean whole = plain == OptionalInt.class || plain == OptionalLong.class;
              if (!whole && plain != OptionalDouble.class) {
                return null;
              }
              return new CustomDefinition(
                  PLAIN.createObjectNode().put("type", whole ? "integer" : "number"), true);
            });
    config
        .forFields()
        .withIgnoreCheck(field -> field.getAnnotation(JsonAnyGetter.class) != null)
        .withTargetTypeOverridesResolver(
            field ->
                field.getType().getErasedType() == Optional.class
                    ? List.of(field.getTypeParameterFor(Optional.class, 0))
                    : null)
        .withRequiredCheck(DocumentSchemaTest::isRequired)
        .withInstanceAttributeOverride(
            (node, field, context) -> kind(field).ifPresent(kind -> node.put("const", kind)));
    ObjectNode schema = PLAIN.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Plumbline's documents, schema version " + Document.SCHEMA_VERSION);
    schema.setAll(new SchemaGenerator(config.build()).generateSchema(Document.class));
    return schema;
  }

  /** The unknown is absent, and so is a list that says so. */
  private static boolean isRequired(FieldScope field) {
    JsonInclude include = field.getAnnotation(JsonInclude.class);
    Class<?> type = field.getDeclaredType().getErasedType();
    return !List.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class)
            .contains(type)
        && (include == null || include.value() != JsonInclude.Include.NON_EMPTY);
  }

  /** The one value of a document's kind. */
  private static Optional<String> kind(FieldScope field) {
    Class<?> type = field.getDeclaringType().getErasedType();
    if (!field.getName().equals("kind") || !Document.class.isAssignableFrom(type)) {
      return Optional.empty();
    }
    try {
      return Optional.of((String) type.getField("KIND").get(null));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }

  @Test
  void storedSchema_isWhatTheRecordsSay() throws IOException {
    String text = PLAIN.writerWithDefaultPrettyPrinter().writeValueAsString(generated()) + "\n";
    if (Boolean.getBoolean(WRITE)) {
      Files.createDirectories(FILE.getParent());
      Files.writeString(FILE, text);
    }
    assertThat(FILE)
        .as(
            "documents changed; write the schema again with: mvn -pl results test"
                + " -Dtest=DocumentSchemaTest -D%s=true",
            WRITE)
        .hasContent(text);
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(Files.readString(FILE), InputFormat.JSON);
  }

  static Stream<Path> documents() throws IOException {
    Path history = Path.of("history");
    List<Path> kept = History.open(history).files().stream().map(HistoryFile::path).toList();
    assertThat(kept).isNotEmpty();
    Stream<Path> samples =
        Stream.of(
                "calibration-v1.json",
                "capacity-v1.json",
                "load-v1.json",
                "micro-v1.json",
                "simulation-v1.json",
                "sweep-v1.json",
                "theory-v1.json")
            .map(StoredSamples::file);
    return Stream.concat(samples, kept.stream());
  }

  @ParameterizedTest
  @MethodSource("documents")
  void document_keepsToTheSchema(Path file) throws IOException {
    assertThat(schema().validate(Files.readString(file), InputFormat.JSON)).isEmpty();
    assertThat(Documents.read(file).schemaVersion()).isEqualTo(1);
  }

  @Test
  void documentThatBreaksTheSchema_isFound() throws IOException {
    String sweep = StoredSamples.text("sweep-v1.json");
    List<String> broken =
        List.of(
            sweep.replace("\"sweep\"", "\"tea\""),
            sweep.replace("\"seed\"", "\"sead\""),
            sweep.replace("\"invalid\"", "\"perhaps\""),
            sweep.replace("\"cores\": 2", "\"cores\": 2.5"),
            sweep.replaceFirst("30\\.0", "\"NaN\""));
    for (String text : broken) {
      assertThat(text).isNotEqualTo(sweep);
      assertThat(schema().validate(text, InputFormat.JSON)).as(text).isNotEmpty();
    }
  }
}
