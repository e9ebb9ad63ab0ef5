package io.plumbline.loadgen;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Takes a tensor's values one after the other from a generator that has state. */
abstract class SequentialTensor implements TensorFiller {
  static final float UNIT = 0x1p-24f;
  private static final VarHandle LITTLE_ENDIAN_FLOAT =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  /** Begins the tensor of {@code key}. */
  abstract void restart(long key);

  /** The next value. */
  abstract float next();

  @Override
  public final void fill(long key, float[] out) {
    restart(key);
    for (int i = 0; i < out.length; i++) {
      out[i] = next();
    }
  }

  @Override
  public final void fillWire(long key, byte[] out, int offset, int count) {
    restart(key);
    for (int i = 0; i < count; i++) {
      LITTLE_ENDIAN_FLOAT.set(out, offset + i * Float.BYTES, next());
    }
  }
}
