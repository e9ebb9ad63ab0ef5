package io.plumbline.experiments;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The JSON Schema of scenarios, by which an editor completes and checks them, made from what reads
 * them.
 */
public final class ScenarioSchema {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String DEFINITION = "#/$defs/workload";

  private ScenarioSchema() {}

  /**
   * The schema, as JSON.
   *
   * @param descriptions of the settings, by name
   * @param sections keys of every section, by its command
   */
  public static String of(
      Map<String, String> descriptions, Map<String, Map<String, Scenario.Key>> sections) {
    ObjectNode schema = NODES.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A scenario of Plumbline: what --config reads");
    ObjectNode properties = object(schema);
    ObjectNode defaults = (ObjectNode) Yaml.tree(LoadSettings.defaults());
    for (RecordComponent component : LoadSettings.class.getRecordComponents()) {
      String name = kebab(component.getName());
      ObjectNode setting =
          name.equals("workload") ? workload() : text(ofType(component.getGenericType()));
      setting.put("description", descriptions.getOrDefault(name, ""));
      if (defaults.has(name)) {
        setting.set("default", defaults.get(name));
      }
      properties.set(name, setting);
    }
    sections.forEach((command, keys) -> properties.set(command, section(command, keys)));
    schema.putObject("$defs").set("workload", ofType(Workloads.WorkloadSpec.class));
    return schema.toPrettyString();
  }

  private static ObjectNode section(String command, Map<String, Scenario.Key> keys) {
    ObjectNode section = NODES.objectNode();
    section.put("description", "What " + command + " does beside the settings of the load.");
    ObjectNode properties = object(section);
    keys.forEach(
        (name, key) -> {
          ObjectNode value = NODES.objectNode();
          if (key.type().isArray()) {
            ObjectNode element =
                name.equals("workloads") ? workload() : text(ofType(key.type().componentType()));
            ArrayNode either = value.putArray("anyOf");
            either.addObject().put("type", "array").set("items", element);
            either.add(element);
          } else {
            value = text(ofType(key.type()));
          }
          properties.set(name, value.put("description", key.description()));
        });
    return section;
  }

  private static ObjectNode workload() {
    ObjectNode workload = NODES.objectNode();
    ArrayNode either = workload.putArray("anyOf");
    either.addObject().put("type", "string");
    either.addObject().put("$ref", DEFINITION);
    return workload;
  }

  /** A text may look like a number: {@code warmup: 100}. */
  private static ObjectNode text(ObjectNode type) {
    if (type.path("type").asText().equals("string") && !type.has("enum")) {
      type.putArray("type").add("string").add("number");
    }
    return type;
  }

  private static ObjectNode ofType(Type type) {
    ObjectNode schema = NODES.objectNode();
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Optional.class) {
        return ofType(arguments[0]);
      }
      boolean isMap = generic.getRawType() == Map.class;
      schema.put("type", isMap ? "object" : "array");
      schema.set(isMap ? "additionalProperties" : "items", ofType(arguments[isMap ? 1 : 0]));
      return schema;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return ofRecord(plain);
    }
    if (plain.isEnum()) {
      ArrayNode choices = schema.put("type", "string").putArray("enum");
      Arrays.stream(plain.getEnumConstants()).map(String::valueOf).forEach(choices::add);
      return schema;
    }
    return schema.put("type", nameOf(plain));
  }

  private static ObjectNode ofRecord(Class<?> type) {
    ObjectNode schema = NODES.objectNode();
    ObjectNode properties = object(schema);
    ArrayNode required = NODES.arrayNode();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = kebab(component.getName());
      properties.set(name, ofType(component.getGenericType()));
      JsonProperty annotation = component.getAccessor().getAnnotation(JsonProperty.class);
      if (annotation != null && annotation.required()) {
        required.add(name);
      }
    }
    schema.set("required", required);
    return schema;
  }

  /** With nothing in it that it does not know. */
  private static ObjectNode object(ObjectNode schema) {
    return schema.put("type", "object").put("additionalProperties", false).putObject("properties");
  }

  private static String nameOf(Class<?> type) {
    if (List.of(int.class, long.class, Integer.class, Long.class, OptionalInt.class).contains(type)
        || type == OptionalLong.class) {
      return "integer";
    }
    if (List.of(double.class, Double.class, OptionalDouble.class).contains(type)) {
      return "number";
    }
    return type == boolean.class || type == Boolean.class ? "boolean" : "string";
  }

  private static String kebab(String name) {
    return PropertyNamingStrategies.KebabCaseStrategy.INSTANCE.translate(name);
  }
}
