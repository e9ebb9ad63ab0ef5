package io.plumbline.scheduler;

import io.plumbline.loadgen.ReceivedRequest;
import java.util.Arrays;
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
  Optional<String> problem(ReceivedRequest request) {
    if (request.tier() < 1) {
      // A forgotten tier must not overtake every VIP.
      return Optional.of("tier must be at least 1: " + request.tier());
    }
    if (!models.contains(request.modelName())) {
      return Optional.of(
          "unknown model_name \"" + shown(request.modelName()) + "\"; known: " + models);
    }
    return shapeProblem(request.shape(), request.tensorCount());
  }

  private static Optional<String> shapeProblem(int[] shape, int values) {
    if (shape.length == 0) {
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

  private static String shown(int[] shape) {
    if (shape.length <= SHOWN_DIMENSIONS) {
      return Arrays.toString(shape);
    }
    String first = Arrays.toString(Arrays.copyOf(shape, SHOWN_DIMENSIONS));
    return first.substring(0, first.length() - 1) + ", ... " + shape.length + " dimensions]";
  }

  private static String shown(String name) {
    return name.length() <= SHOWN_NAME_CHARS
        ? name
        : name.substring(0, SHOWN_NAME_CHARS) + "... (" + name.length() + " characters)";
  }
}
