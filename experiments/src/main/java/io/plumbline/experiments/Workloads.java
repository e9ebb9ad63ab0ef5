package io.plumbline.experiments;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.plumbline.loadgen.Arrivals;
import io.plumbline.loadgen.Model;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RequestClass.ModelShare;
import io.plumbline.loadgen.Workload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds a workload by name: a preset, or a definition, in a YAML file of its own or inside a
 * scenario, such as
 *
 * <pre>
 * name: chat
 * models:                      # optional: shapes; a model not listed takes [1, 3, 224, 224]
 *   small: {shape: [1, 128]}
 * classes:
 *   - {tier: 1, slo: urgent, slo-ms: 50, share: 0.25, models: {small: 1.0}}
 *   - {tier: 2, slo: normal, slo-ms: 400, share: 0.75, models: {small: 0.4, resnet50: 0.6}}
 * </pre>
 *
 * A class may also have {@code arrivals: burst:1,4,5}, a shape of its own, and {@code switches:
 * [{at-s: 30, models: {small: 1.0}}]}, other models from an offset on.
 */
final class Workloads {

  record ModelSpec(@JsonProperty(required = true) List<Integer> shape) {}

  record ClassSpec(
      @JsonProperty(required = true) int tier,
      @JsonProperty(required = true) String slo,
      @JsonProperty(required = true) double sloMs,
      @JsonProperty(required = true) double share,
      @JsonProperty(required = true) Map<String, Double> models,
      Optional<String> arrivals,
      Optional<List<SwitchSpec>> switches) {

    List<SwitchSpec> allSwitches() {
      return switches.orElse(List.of());
    }

    Stream<String> modelNames() {
      return Stream.concat(
          models.keySet().stream(),
          allSwitches().stream().flatMap(s -> s.models().keySet().stream()));
    }
  }

  record SwitchSpec(
      @JsonProperty(required = true) double atS,
      @JsonProperty(required = true) Map<String, Double> models) {}

  record WorkloadSpec(
      @JsonProperty(required = true) String name,
      Optional<Map<String, ModelSpec>> models,
      @JsonProperty(required = true) List<ClassSpec> classes) {

    Workload toWorkload() {
      Set<String> used =
          classes.stream().flatMap(ClassSpec::modelNames).collect(Collectors.toSet());
      for (String listed : models.map(Map::keySet).orElse(Set.of())) {
        if (!used.contains(listed)) {
          throw new IllegalArgumentException(
              "model " + listed + " is listed under models, but no class names it");
        }
      }
      return new Workload(name, classes.stream().map(this::toClass).toList());
    }

    private RequestClass toClass(ClassSpec spec) {
      List<RequestClass.ModelSwitch> switches =
          spec.allSwitches().stream()
              .map(s -> new RequestClass.ModelSwitch(Math.round(s.atS() * 1e9), shares(s.models())))
              .toList();
      return new RequestClass(
          spec.tier(),
          spec.slo(),
          Math.round(spec.sloMs() * 1e6),
          spec.share(),
          shares(spec.models()),
          spec.arrivals().map(text -> arrivals(spec, text)),
          switches);
    }

    private static Arrivals arrivals(ClassSpec spec, String text) {
      try {
        return Arrivals.parse(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "class " + spec.tier() + ":" + spec.slo() + ": " + e.getMessage(), e);
      }
    }

    private List<ModelShare> shares(Map<String, Double> probabilities) {
      return probabilities.entrySet().stream()
          .map(share -> new ModelShare(model(share.getKey()), share.getValue()))
          .toList();
    }

    private Model model(String modelName) {
      List<Integer> shape =
          models.map(specs -> specs.get(modelName)).map(ModelSpec::shape).orElse(Model.IMAGE_SHAPE);
      return new Model(modelName, shape);
    }
  }

  private Workloads() {}

  /**
   * The preset or the definition.
   *
   * @param name of a preset or a file; or a definition itself, as {@link #definition} has it
   * @throws UsageException if there is none, or if it is wrong: file, line and field are in the
   *     message
   */
  static Workload named(String name) {
    return Workload.preset(name)
        .orElseGet(
            () -> isDefinition(name) ? written(name).toWorkload() : read(file(name)).toWorkload());
  }

  /**
   * What a run is made with in place of a file that may change: its definition in one line. A
   * preset stays its name.
   *
   * @throws UsageException as {@link #named}
   */
  static String definition(String name) {
    if (Workload.preset(name).isPresent()) {
      return name;
    }
    return Yaml.tree(isDefinition(name) ? written(name) : read(file(name))).toString();
  }

  /**
   * The same of a definition that stands in another file, where {@code place} is.
   *
   * @throws UsageException if it is wrong
   */
  static String text(JsonNode definition, String place) {
    try {
      return Yaml.tree(spec(definition)).toString();
    } catch (JsonProcessingException e) {
      throw new UsageException(place + ": " + Yaml.field(e) + ": " + Yaml.problem(e), e);
    } catch (IllegalArgumentException e) {
      throw new UsageException(place + ": " + e.getMessage(), e);
    }
  }

  /**
   * Checks a definition.
   *
   * @throws IllegalArgumentException if no workload is like that
   */
  static WorkloadSpec spec(JsonNode definition) throws JsonProcessingException {
    WorkloadSpec spec = Yaml.value(definition, WorkloadSpec.class);
    spec.toWorkload();
    return spec;
  }

  /** A definition in one line as a file would have it; a name as it is. */
  static Object asWritten(String name) {
    return isDefinition(name)
        ? Yaml.read("--workload", name.getBytes(StandardCharsets.UTF_8), LinkedHashMap.class)
        : name;
  }

  private static boolean isDefinition(String name) {
    return name.startsWith("{");
  }

  private static WorkloadSpec written(String definition) {
    byte[] yaml = definition.getBytes(StandardCharsets.UTF_8);
    return checked("--workload", Yaml.read("--workload", yaml, WorkloadSpec.class));
  }

  private static Path file(String name) {
    Path file = Path.of(name);
    if (!Files.exists(file)) {
      throw new UsageException(
          "unknown workload \""
              + name
              + "\": must be one of "
              + String.join(", ", Workload.presetNames())
              + ", or a YAML file");
    }
    return file;
  }

  private static WorkloadSpec read(Path file) {
    return checked(file.toString(), Yaml.read(file, WorkloadSpec.class));
  }

  private static WorkloadSpec checked(String place, WorkloadSpec spec) {
    try {
      spec.toWorkload();
      return spec;
    } catch (IllegalArgumentException e) {
      throw new UsageException(place + ": " + e.getMessage(), e);
    }
  }
}
