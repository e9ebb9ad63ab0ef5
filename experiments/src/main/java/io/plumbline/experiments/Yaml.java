package io.plumbline.experiments;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.InvalidNullException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads what users write in YAML, strictly: a wrong key, type or syntax is named with file, line
 * and field.
 */
final class Yaml {
  private static final YAMLMapper MAPPER =
      YAMLMapper.builder()
          .addModule(new Jdk8Module())
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
          .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .build();

  private static final Pattern FLAG = Pattern.compile("--([a-z-]+)");

  private Yaml() {}

  /**
   * Reads a whole file as one value.
   *
   * @throws UsageException with file, line and field
   */
  static <T> T read(Path file, Class<T> type) {
    try {
      return MAPPER.readValue(Files.readAllBytes(file), type);
    } catch (JsonProcessingException e) {
      throw new UsageException(file + ": " + describe(e), e);
    } catch (NoSuchFileException e) {
      throw new UsageException("cannot read " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw new UsageException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Lays what a file says, then what flags say, over the defaults. The file's keys are the flags'
   * names.
   *
   * @throws UsageException naming the flag, or the file, its line and its field
   */
  static LoadSettings settings(Optional<Path> file, Map<String, Object> flags) {
    ObjectNode settings = MAPPER.valueToTree(LoadSettings.defaults());
    if (file.isPresent()) {
      Path path = file.get();
      ObjectNode said = read(path, ObjectNode.class);
      for (Iterator<String> names = said.fieldNames(); names.hasNext(); ) {
        String name = names.next();
        if (!LoadSettings.names().contains(name)) {
          throw new UsageException(at(path, name) + "unknown setting \"" + name + "\"");
        }
      }
      settings.setAll(said);
      try {
        MAPPER.treeToValue(settings, LoadSettings.class);
      } catch (JsonProcessingException e) {
        throw inFile(path, e);
      }
    }
    flags.forEach((name, value) -> settings.set(name, MAPPER.valueToTree(value)));
    try {
      return MAPPER.treeToValue(settings, LoadSettings.class);
    } catch (JsonProcessingException e) {
      throw e.getCause() instanceof UsageException cause
          ? cause
          : new UsageException(describe(e), e);
    }
  }

  /**
   * The settings as they would stand in a file: what a run was made with, to be kept and run again.
   */
  static Map<String, Object> toMap(LoadSettings settings) {
    return MAPPER.convertValue(settings, new TypeReference<LinkedHashMap<String, Object>>() {});
  }

  /** A value as it would stand in a file. */
  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings must have a form in YAML", e);
    }
  }

  private static UsageException inFile(Path file, JsonProcessingException e) {
    String message =
        e.getCause() instanceof UsageException cause
            ? String.valueOf(cause.getMessage())
            : problem(e);
    String field = field(e);
    Matcher flag = FLAG.matcher(message);
    if (field.isEmpty() && flag.find()) {
      field = flag.group(1);
    }
    String name = field.isEmpty() || message.startsWith("--") ? "" : field + ": ";
    return new UsageException(at(file, field) + name + message, e);
  }

  /**
   * {@code file: line 3: }, or without the line if the file does not hold the field at its top
   * level.
   */
  private static String at(Path file, String field) {
    OptionalInt line = lineOf(file, field);
    return file + ": " + (line.isPresent() ? "line " + line.getAsInt() + ": " : "");
  }

  private static OptionalInt lineOf(Path file, String field) {
    try (JsonParser parser = MAPPER.createParser(Files.readAllBytes(file))) {
      int depth = 0;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth == 1 && token == JsonToken.FIELD_NAME && parser.currentName().equals(field)) {
          return OptionalInt.of(parser.currentTokenLocation().getLineNr());
        }
      }
    } catch (IOException e) {
      throw new UsageException("cannot read " + file + ": " + e.getMessage(), e);
    }
    return OptionalInt.empty();
  }

  private static String describe(JsonProcessingException e) {
    String field = field(e);
    return line(e) + (field.isEmpty() ? "" : field + ": ") + problem(e);
  }

  private static String line(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException yaml && yaml.getProblemMark() != null) {
      return "line " + (yaml.getProblemMark().getLine() + 1) + ": ";
    }
    JsonLocation location = e.getLocation();
    return location == null ? "" : "line " + location.getLineNr() + ": ";
  }

  private static String field(JsonProcessingException e) {
    return e instanceof JsonMappingException mapping
        ? mapping.getPath().stream()
            .map(part -> part.getFieldName() == null ? "" + part.getIndex() : part.getFieldName())
            .collect(Collectors.joining("."))
        : "";
  }

  /** What is wrong, in the words of somebody who wrote YAML and not of a parser. */
  private static String problem(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException yaml) {
      String context = yaml.getContext() == null ? "" : yaml.getContext();
      String from =
          yaml.getContextMark() == null
              ? ""
              : " from line " + (yaml.getContextMark().getLine() + 1);
      return (context + from + ": " + yaml.getProblem()).replaceAll("\\s*\\R\\s*", " ");
    }
    if (e instanceof InvalidFormatException wrong) {
      return "must be " + kind(wrong.getTargetType()) + ": " + wrong.getValue();
    }
    if (e instanceof ValueInstantiationException
        && e.getCause() instanceof IllegalArgumentException refused) {
      return String.valueOf(refused.getMessage());
    }
    if (e instanceof UnrecognizedPropertyException) {
      return "unknown field";
    }
    String message = e.getOriginalMessage().lines().findFirst().orElse("").strip();
    if (message.startsWith("No content to map")) {
      return "there is nothing in it";
    }
    if (message.startsWith("Missing required creator property")) {
      return "is missing";
    }
    if (e instanceof InvalidNullException || message.startsWith("Cannot map `null`")) {
      return "must have a value";
    }
    if (e instanceof MismatchedInputException mismatched && mismatched.getTargetType() != null) {
      return "must be " + kind(mismatched.getTargetType());
    }
    return message;
  }

  private static String kind(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    return type == String.class ? "a text" : "of another form";
  }
}
