package io.plumbline.loadgen;

import io.plumbline.loadgen.RequestClass.ModelShare;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is asked for: the request classes and how the total rate is shared among them.
 *
 * @param name what results call it
 * @param classes at least one; labels differ, shares sum to 1 within 1e-9, and one model name has
 *     one shape
 */
public record Workload(String name, List<RequestClass> classes) {
  private static final double SUM_TOLERANCE = 1e-9;

  /** Class and model indices are kept in a byte per request. */
  private static final int MAX_CLASSES = 127;

  private static final long MILLI = 1_000_000L;

  public Workload {
    if (name.isBlank()) {
      throw new IllegalArgumentException("workload name must not be blank: \"" + name + "\"");
    }
    classes = List.copyOf(classes);
    if (classes.isEmpty() || classes.size() > MAX_CLASSES) {
      throw new IllegalArgumentException(
          "workload " + name + " must have 1 to " + MAX_CLASSES + " classes: " + classes.size());
    }
    Set<String> labels = new HashSet<>();
    for (RequestClass requestClass : classes) {
      if (!labels.add(requestClass.label())) {
        throw new IllegalArgumentException(
            "workload " + name + " has class " + requestClass.label() + " twice");
      }
    }
    double sum = classes.stream().mapToDouble(RequestClass::share).sum();
    if (!sumsToOne(sum)) {
      throw new IllegalArgumentException("shares of workload " + name + " must sum to 1: " + sum);
    }
    Map<String, Model> byName = new HashMap<>();
    for (Model model : modelsOf(classes)) {
      Model other = byName.putIfAbsent(model.name(), model);
      if (other != null) {
        throw new IllegalArgumentException(
            "model "
                + model.name()
                + " must have one shape: "
                + other.shape()
                + " and "
                + model.shape());
      }
    }
    if (byName.size() > MAX_CLASSES) {
      throw new IllegalArgumentException(
          "workload " + name + " must have at most " + MAX_CLASSES + " models: " + byName.size());
    }
  }

  static boolean sumsToOne(double sum) {
    return Math.abs(sum - 1) <= SUM_TOLERANCE;
  }

  /** The distinct models of all classes, in the order in which the classes first name them. */
  public List<Model> models() {
    return modelsOf(classes);
  }

  private static List<Model> modelsOf(List<RequestClass> classes) {
    return classes.stream()
        .flatMap(
            c ->
                Stream.concat(
                    c.models().stream(), c.switches().stream().flatMap(s -> s.models().stream())))
        .map(ModelShare::model)
        .distinct()
        .toList();
  }

  /** The names that {@link #preset} knows, in the order of the documentation. */
  public static List<String> presetNames() {
    return List.of("balanced", "urgent_heavy", "batch_heavy");
  }

  /** One of the three workloads of nine classes: three tiers, each urgent, normal and relaxed. */
  public static Optional<Workload> preset(String name) {
    return switch (name) {
      case "balanced" ->
          Optional.of(nineClasses(name, .05, .10, .15, .10, .15, .10, .10, .15, .10));
      case "urgent_heavy" ->
          Optional.of(nineClasses(name, .20, .10, .05, .15, .10, .05, .15, .10, .10));
      case "batch_heavy" ->
          Optional.of(nineClasses(name, .05, .05, .20, .05, .10, .20, .05, .10, .20));
      default -> Optional.empty();
    };
  }

  /** A single stream that takes the whole rate: for looking at arrivals without classes. */
  public static Workload singleStream() {
    ModelShare resnet50 = new ModelShare(new Model("resnet50", Model.IMAGE_SHAPE), 1);
    return new Workload(
        "stream", List.of(new RequestClass(1, "normal", 500 * MILLI, 1, List.of(resnet50))));
  }

  private static Workload nineClasses(String name, double... shares) {
    Model resnet50 = new Model("resnet50", Model.IMAGE_SHAPE);
    Model vit = new Model("vit", Model.IMAGE_SHAPE);
    List<ModelShare> urgent = List.of(new ModelShare(resnet50, 1));
    List<ModelShare> other = List.of(new ModelShare(resnet50, .7), new ModelShare(vit, .3));
    List<RequestClass> classes = new ArrayList<>();
    for (int tier = 1; tier <= 3; tier++) {
      int first = 3 * (tier - 1);
      classes.add(new RequestClass(tier, "urgent", 100 * MILLI, shares[first], urgent));
      classes.add(new RequestClass(tier, "normal", 500 * MILLI, shares[first + 1], other));
      classes.add(new RequestClass(tier, "relaxed", 2000 * MILLI, shares[first + 2], other));
    }
    return new Workload(name, classes);
  }
}
