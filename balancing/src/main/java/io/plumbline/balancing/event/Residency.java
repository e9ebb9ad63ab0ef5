package io.plumbline.balancing.event;

/** Which models a server holds; the one that was not used for longest makes room. */
final class Residency {
  private final int[] models;
  private int size;

  Residency(int capacity) {
    this.models = new int[capacity];
  }

  /** Makes the model the latest one used, and returns whether it had to be loaded. */
  boolean use(int model) {
    int at = positionOf(model);
    boolean loads = at < 0;
    if (loads) {
      at = size < models.length ? size++ : size - 1;
    }
    System.arraycopy(models, 0, models, 1, at);
    models[0] = model;
    return loads;
  }

  boolean holds(int model) {
    return positionOf(model) >= 0;
  }

  void clear() {
    size = 0;
  }

  private int positionOf(int model) {
    for (int i = 0; i < size; i++) {
      if (models[i] == model) {
        return i;
      }
    }
    return -1;
  }
}
