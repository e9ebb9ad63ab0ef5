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
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
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

  /** For texts that are compared: maps have their keys in order, whoever made them. */
  private static final YAMLMapper SORTING =
      (YAMLMapper) MAPPER.copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private Yaml() {}

  /**
   * Reads a whole file as one value.
   *
   * @throws UsageException with file, line and field
   */
  static <T> T read(Path file, Class<T> type) {
    return read(file.toString(), bytes(file), type);
  }

  /**
   * The same of a text.
   *
   * @param name what messages call it
   */
  static <T> T read(String name, byte[] yaml, Class<T> type) {
    try {
      return MAPPER.readValue(yaml, type);
    } catch (JsonProcessingException e) {
      throw new UsageException(name + ": " + describe(e), e);
    } catch (IOException e) {
      throw new UsageException("cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new UsageException("cannot read " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw new UsageException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /** A value as a tree. */
  static JsonNode tree(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** Takes what a user wrote for a value; {@link #problem} and {@link #field} say what is wrong. */
  static <T> T value(JsonNode said, Class<T> type) throws JsonProcessingException {
    return MAPPER.treeToValue(said, type);
  }

  /**
   * Lays settings over the defaults, and what the files are that they name into them.
   *
   * @throws UsageException naming the flag
   */
  static LoadSettings settings(Map<String, ?> said) {
    ObjectNode settings = MAPPER.valueToTree(LoadSettings.defaults());
    said.forEach((name, value) -> settings.set(name, MAPPER.valueToTree(value)));
    try {
      JsonNode workload = settings.path("workload");
      if (workload.isContainerNode()) {
        settings.put("workload", Workloads.text(workload, "--workload"));
      }
      LoadSettings named = MAPPER.treeToValue(settings, LoadSettings.class);
      settings.put("workload", Workloads.definition(named.workload()));
      TraceHash.of(named).ifPresent(hash -> settings.put("trace-sha256", hash));
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
    Map<String, Object> map =
        MAPPER.convertValue(settings, new TypeReference<LinkedHashMap<String, Object>>() {});
    map.computeIfPresent("workload", (name, text) -> Workloads.asWritten(text.toString()));
    return map;
  }

  /** A value of {@link #toMap} as it would stand after a flag. */
  static String flagText(Object value) {
    return value instanceof Map ? tree(value).toString() : value.toString();
  }

  /** A value in JSON, on one line, with the keys of its maps in order: equal maps, equal texts. */
  static String json(Object value) {
    return SORTING.<JsonNode>valueToTree(value).toString();
  }

  /** A constant of an enum as it would stand in a file. */
  static String asText(Enum<?> constant) {
    return tree(constant).asText();
  }

  /** A value as it would stand in a file. */
  static String text(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings must have a form in YAML", e);
    }
  }

  /** {@code name: line 3: }, of the field or else of what it should be in. */
  static String at(String name, byte[] yaml, String field) {
    OptionalInt line = lineOf(name, yaml, field);
    return name + ": " + (line.isPresent() ? "line " + line.getAsInt() + ": " : "");
  }

  private static OptionalInt lineOf(String name, byte[] yaml, String field) {
    Map<String, Integer> lines = new HashMap<>();
    try (JsonParser parser = MAPPER.createParser(yaml)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        String place = parser.getParsingContext().pathAsPointer().toString();
        lines.putIfAbsent(place, parser.currentTokenLocation().getLineNr());
      }
    } catch (IOException e) {
      throw new UsageException("cannot read " + name + ": " + e.getMessage(), e);
    }
    for (String place = "/" + field.replace('.', '/');
        !place.isEmpty();
        place = place.substring(0, place.lastIndexOf('/'))) {
      Integer line = lines.get(place);
      if (line != null) {
        return OptionalInt.of(line);
      }
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

  /** The path of what is wrong, with dots; empty if it is not one field. */
  static String field(JsonProcessingException e) {
    return e instanceof JsonMappingException mapping
        ? mapping.getPath().stream()
            .map(part -> part.getFieldName() == null ? "" + part.getIndex() : part.getFieldName())
            .collect(Collectors.joining("."))
        : "";
  }

  /** What is wrong, in the words of somebody who wrote YAML and not of a parser. */
  static String problem(JsonProcessingException e) {
    if (e.getCause() instanceof UsageException refused) {
      return String.valueOf(refused.getMessage());
    }
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
    if (message.startsWith("Missing required creator property")
        || message.startsWith("Null value for creator property")) {
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
