package io.plumbline.scheduler;

import io.plumbline.proto.InferRequest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides whether a request could be inferred at all, and says in words why not. */
final class InferRequestCheck {

  // What a client sent goes into a status text, and gRPC bounds a response's headers to 8 KiB.
  private static final int SHOWN_DIMENSIONS = 8;
  private static final int SHOWN_NAME_CHARS = 64;

  private final Set<String> models;

  /**
   * @param models the known names, in the order in which they are listed to users
   */
  InferRequestCheck(Set<String> models) {
    this.models = models;
  }

  /** Returns what is wrong, with the value at fault, or nothing. */
  Optional<String> problem(InferRequest request) {
    if (request.getTier() < 1) {
      // A forgotten tier must not overtake every VIP.
      return Optional.of("tier must be at least 1: " + request.getTier());
    }
    if (!models.contains(request.getModelName())) {
      return Optional.of(
          "unknown model_name \"" + shown(request.getModelName()) + "\"; known: " + models);
    }
    return shapeProblem(request.getInputShapeList(), request.getInputTensorCount());
  }

  private static Optional<String> shapeProblem(List<Integer> shape, int values) {
    if (shape.isEmpty()) {
      return Optional.of("input_shape is empty");
    }
    long needed = 1;
    for (int dimension : shape) {
      if (dimension < 1) {
        return Optional.of(
            "input_shape " + shown(shape) + " has a dimension that is not positive: " + dimension);
      }
      if (needed > Long.MAX_VALUE / dimension) {
        return Optional.of("input_shape " + shown(shape) + " multiplies to more than 2^63 - 1");
      }
      needed *= dimension;
    }
    if (values != needed) {
      return Optional.of(
          "input_tensor has "
              + values
              + " values but input_shape "
              + shown(shape)
              + " needs "
              + needed);
    }
    return Optional.empty();
  }

  private static String shown(List<Integer> shape) {
    if (shape.size() <= SHOWN_DIMENSIONS) {
      return shape.toString();
    }
    String first = shape.subList(0, SHOWN_DIMENSIONS).toString();
    return first.substring(0, first.length() - 1) + ", ... " + shape.size() + " dimensions]";
  }

  private static String shown(String name) {
    return name.length() <= SHOWN_NAME_CHARS
        ? name
        : name.substring(0, SHOWN_NAME_CHARS) + "... (" + name.length() + " characters)";
  }
}
