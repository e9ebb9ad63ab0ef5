package io.plumbline.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.results.CapacityDocument;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.LoadConditions;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.SweepDocument;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a scenario says, not yet understood, and where in what the user wrote each part of it
 * stands.
 *
 * @param tree by the names of the settings
 * @param places say where something is
 * @param result whose settings they are, if a run is to be made again
 */
record ScenarioSource(ObjectNode tree, Places places, Optional<LoadDocument> result) {

  /** Points at what is wrong. */
  interface Places {
    /**
     * What to throw.
     *
     * @param field its path, with dots
     * @param problem with it
     */
    UsageException refuse(String field, String problem);
  }

  /** The names of those that come with the program. */
  static final List<String> SHIPPED = List.of("quick", "balanced", "surge", "soak");

  static ScenarioSource nothing() {
    return new ScenarioSource(
        (ObjectNode) Yaml.tree(Map.of()),
        (field, problem) -> new UsageException(field + ": " + problem),
        Optional.empty());
  }

  /**
   * Reads it.
   *
   * @param config the name of one that comes with the program, a YAML file, or a result, {@code
   *     *.json}
   * @throws UsageException if it cannot be read
   */
  static ScenarioSource of(String config) {
    Path file = Path.of(config);
    if (SHIPPED.contains(config)) {
      return yaml("scenario " + config, shipped(config).getBytes(UTF_8));
    }
    if (!Files.exists(file)) {
      throw new UsageException(
          "cannot read "
              + file
              + ": there is no such file, nor is it one of the scenarios "
              + String.join(", ", SHIPPED));
    }
    return config.endsWith(".json") ? result(file) : yaml(config, Yaml.bytes(file));
  }

  /** The text of one that comes with the program. */
  static String shipped(String name) {
    try (InputStream in = ScenarioSource.class.getResourceAsStream("scenarios/" + name + ".yaml")) {
      if (in == null) {
        throw new UsageException(
            "unknown scenario \"" + name + "\": must be one of " + String.join(", ", SHIPPED));
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read scenario " + name, e);
    }
  }

  private static ScenarioSource yaml(String name, byte[] yaml) {
    return new ScenarioSource(
        Yaml.read(name, yaml, ObjectNode.class),
        (field, problem) -> new UsageException(Yaml.at(name, yaml, field) + said(field, problem)),
        Optional.empty());
  }

  private static String said(String field, String problem) {
    boolean saysIt =
        field.isEmpty() || problem.startsWith("--") || problem.contains('"' + field + '"');
    return (saysIt ? "" : field + ": ") + problem;
  }

  /** Where the old run left its files is not taken over: the new one would write over them. */
  private static ScenarioSource result(Path file) {
    Document document;
    try {
      document = Documents.read(file);
    } catch (IOException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    Map<String, Object> settings = new LinkedHashMap<>(settings(file, document));
    settings.keySet().removeAll(LoadConditions.PLACES);
    return new ScenarioSource(
        (ObjectNode) Yaml.tree(settings),
        (field, problem) -> new UsageException(file + ": settings: " + said(field, problem)),
        document instanceof LoadDocument load ? Optional.of(load) : Optional.empty());
  }

  private static Map<String, Object> settings(Path file, Document document) {
    if (document instanceof LoadDocument load) {
      return load.run().settings();
    } else if (document instanceof SweepDocument sweep) {
      return sweep.settings();
    } else if (document instanceof CapacityDocument capacity) {
      return capacity.settings();
    }
    throw new UsageException(
        file + ": a " + document.kind() + " document has no load that could be offered again");
  }

  /**
   * The same with some of it changed.
   *
   * @param overrides as {@code KEY=VALUE}, nested keys and indices of lists with dots between them
   * @throws UsageException if there is no such place
   */
  ScenarioSource with(List<String> overrides) {
    ObjectNode changed = tree.deepCopy();
    List<String> keys = new ArrayList<>();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1 || equals == override.length() - 1) {
        throw new UsageException(
            "--override must be KEY=VALUE, such as --override total-qps=50: " + override);
      }
      keys.add(override.substring(0, equals));
      byte[] value = override.substring(equals + 1).getBytes(UTF_8);
      set(changed, override, Yaml.read("--override " + override, value, JsonNode.class));
    }
    if (keys.contains("arrivals") && !keys.contains("trace-sha256")) {
      changed.remove("trace-sha256"); // It was of what had been replayed.
    }
    return new ScenarioSource(
        changed,
        (field, problem) -> {
          for (int i = keys.size() - 1; i >= 0; i--) {
            if (overlap(keys.get(i), field)) {
              return refuse(overrides.get(i), keys.get(i), field, problem);
            }
          }
          return places.refuse(field, problem);
        },
        result);
  }

  private static boolean overlap(String key, String field) {
    return (key + ".").startsWith(field + ".") || (field + ".").startsWith(key + ".");
  }

  /** What is shown already is not said again. */
  private static UsageException refuse(String override, String key, String field, String problem) {
    String value = override.substring(key.length() + 1);
    String below = field.length() > key.length() ? field.substring(key.length() + 1) + ": " : "";
    String flag = "--" + key + " ";
    String what = problem.startsWith(flag + "must") ? problem.substring(flag.length()) : problem;
    String end = ": " + value;
    return new UsageException(
        "--override "
            + override
            + ": "
            + below
            + (what.endsWith(end) ? what.substring(0, what.length() - end.length()) : what));
  }

  private static void set(ObjectNode tree, String override, JsonNode value) {
    String[] path = override.substring(0, override.indexOf('=')).split("\\.", -1);
    JsonNode at = tree;
    for (int i = 0; i < path.length - 1; i++) {
      JsonNode next = child(at, path[i]);
      if (next.isMissingNode() && at instanceof ObjectNode object) {
        next = object.putObject(path[i]);
      }
      at = next;
    }
    String last = path[path.length - 1];
    if (at instanceof ObjectNode object) {
      object.set(last, value);
    } else if (at instanceof ArrayNode array && !child(array, last).isMissingNode()) {
      array.set(Integer.parseInt(last), value);
    } else {
      throw new UsageException("--override " + override + ": there is nothing called " + last);
    }
  }

  private static JsonNode child(JsonNode parent, String name) {
    return parent.isArray() && name.matches("\\d{1,9}")
        ? parent.path(Integer.parseInt(name))
        : parent.path(name);
  }
}
