package io.plumbline.loadgen;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Yields the same chosen values, by their bits, for every key. */
final class ChosenBits implements TensorFiller {
  private final int[] bits;

  ChosenBits(int... bits) {
    this.bits = bits;
  }

  @Override
  public void fill(long key, float[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = Float.intBitsToFloat(bits[i % bits.length]);
    }
  }

  @Override
  public void fillWire(long key, byte[] out, int offset, int count) {
    ByteBuffer wire = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      wire.putInt(offset + Float.BYTES * i, bits[i % bits.length]);
    }
  }
}
