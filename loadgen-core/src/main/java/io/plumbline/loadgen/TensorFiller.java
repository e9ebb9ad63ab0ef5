package io.plumbline.loadgen;

/**
 * Makes the values of tensors, uniform float32 in [0, 1), one tensor after the other.
 *
 * <p>Both forms of one key hold the same values, but for {@link
 * TensorGenerator#THREAD_LOCAL_RANDOM}, which never makes the same tensor twice. Keeps scratch
 * space and perhaps a generator's state: one thread at a time.
 */
public interface TensorFiller {

  /** Fills an array with the values that belong to {@code key}. */
  void fill(long key, float[] out);

  /**
   * Writes the {@code count} values that belong to {@code key} as little-endian float32, which is
   * how protobuf packs them: 4 bytes each from {@code offset} on, and nothing beside them.
   */
  void fillWire(long key, byte[] out, int offset, int count);
}
