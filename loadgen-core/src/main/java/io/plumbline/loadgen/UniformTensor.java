package io.plumbline.loadgen;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Makes the tensor of a request: independent uniform float32 values in [0, 1), from its key alone.
 *
 * <p>Value {@code i} is 24 bits of word {@code i / 2} of the key's {@link SplitMix64} stream, the
 * high half first, times 2^-24: every multiple of 2^-24 below 1 is equally likely. Any part of any
 * tensor can be remade at any time.
 */
public final class UniformTensor {
  private static final float UNIT = 0x1p-24f;
  private static final VarHandle LITTLE_ENDIAN_FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  private UniformTensor() {}

  /**
   * Writes the {@code count} values that belong to {@code key} as little-endian float32, which is
   * how protobuf packs them: 4 bytes each from {@code offset} on.
   */
  public static void fill(long key, byte[] out, int offset, int count) {
    int at = offset;
    int pairs = count / 2;
    for (int pair = 0; pair < pairs; pair++) {
      long word = SplitMix64.word(key, pair);
      LITTLE_ENDIAN_FLOAT.set(out, at, (int) (word >>> 40) * UNIT);
      LITTLE_ENDIAN_FLOAT.set(out, at + Float.BYTES, ((int) (word >>> 8) & 0xFFFFFF) * UNIT);
      at += 2 * Float.BYTES;
    }
    if ((count & 1) == 1) {
      LITTLE_ENDIAN_FLOAT.set(out, at, (int) (SplitMix64.word(key, pairs) >>> 40) * UNIT);
    }
  }
}
