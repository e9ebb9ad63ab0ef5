package io.plumbline.loadgen;

import java.util.List;

/**
 * A model that requests name, and the shape of the tensor it takes.
 *
 * @param name as it goes on the wire
 * @param shape the dimensions, row-major, each at least 1
 */
public record Model(String name, List<Integer> shape) {
  /** What both built-in models take: one image of three channels, 224 by 224. */
  public static final List<Integer> IMAGE_SHAPE = List.of(1, 3, 224, 224);

  /** Keeps one request within what gRPC and a byte array can carry. */
  private static final long MAX_ELEMENTS = 1 << 28;

  public Model {
    // It becomes a CSV field.
    if (name.isBlank() || name.chars().anyMatch(c -> c == ',' || c == '"' || c < ' ')) {
      throw new IllegalArgumentException(
          "model name must be text without comma, quote or control character: \"" + name + "\"");
    }
    shape = List.copyOf(shape);
    if (shape.isEmpty()) {
      throw new IllegalArgumentException("shape of model " + name + " must have a dimension: []");
    }
    long elements = 1;
    for (int dimension : shape) {
      if (dimension < 1) {
        throw new IllegalArgumentException(
            "dimensions of model " + name + " must be at least 1: " + shape);
      }
      elements *= dimension;
      if (elements > MAX_ELEMENTS) {
        throw new IllegalArgumentException(
            "shape of model " + name + " must have at most " + MAX_ELEMENTS + " values: " + shape);
      }
    }
  }

  /** The number of values in its tensor. */
  public int elementCount() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
