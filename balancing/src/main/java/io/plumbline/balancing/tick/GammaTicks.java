package io.plumbline.balancing.tick;

/**
 * The notebook's random whole numbers from 1.
 *
 * <p>1 + floor(G), where G is gamma distributed with shape {@code mean - 1/variance} and scale 1.
 * So "variance" is a misnomer: it only shifts the shape, and the mean comes out a little below.
 */
final class GammaTicks {
  /** The "variance" where the notebook names none. */
  static final double USUAL_VARIANCE = 1.5;

  private GammaTicks() {}
}
