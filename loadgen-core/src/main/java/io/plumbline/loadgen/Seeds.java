package io.plumbline.loadgen;

/**
 * Every seed of a run, derived from one number.
 *
 * <p>Arrival seeds are 32 bits, because that is all a Mersenne Twister takes; the derivation is a
 * bijection of the class index, so no two classes of a run can share one.
 */
record Seeds(long root) {
  private static final long MODELS = 0x6D6F64656C73L;
  private static final long TENSORS = 0x74656E736F7273L;
  private static final long MARKS = 0x6D61726B73L;

  /** Stands for the sum of all classes where an index of a class is asked for: it is none. */
  static final int SUM = 127;

  int arrivals(int classIndex) {
    return SplitMix64.mix32((int) SplitMix64.mix(root) + classIndex);
  }

  long models(int classIndex) {
    return SplitMix64.word(SplitMix64.mix(root ^ MODELS), classIndex);
  }

  /** The key of the classes of a stream's arrivals, by the index of the stream. */
  long marks(int streamIndex) {
    return SplitMix64.word(SplitMix64.mix(root ^ MARKS), streamIndex);
  }

  /** The key from which request {@code index} of the plan makes its tensor. */
  long tensorKey(long index) {
    return SplitMix64.word(SplitMix64.mix(root ^ TENSORS), index);
  }
}
