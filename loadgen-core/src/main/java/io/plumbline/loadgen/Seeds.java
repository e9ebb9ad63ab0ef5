package io.plumbline.loadgen;

/**
 * Every seed of a run, derived from one number.
 *
 * <p>Arrival seeds are 32 bits, because that is all a Mersenne Twister takes; the derivation is a
 * bijection of the class index, so no two classes of a run can share one.
 */
record Seeds(long root) {
  private static final long MODELS = 0x6D6F64656C73L;
  private static final long WARMUP = 0x7761726D7570L;
  private static final long COOLDOWN = 0x636F6F6C646E6CL;
  private static final long CANCELLATIONS = 0x63616E63656CL;
  private static final long CLOSED = 0x636C6F736564L;
  private static final long TENSORS = 0x74656E736F7273L;
  private static final long MARKS = 0x6D61726B73L;

  /** Stands for the sum of all classes where an index of a class is asked for: it is none. */
  static final int SUM = 127;

  /** The root of the seeds of a phase that is not measured. */
  long ofPhase(Phase phase) {
    return switch (phase) {
      case WARMUP -> SplitMix64.mix(root ^ WARMUP);
      case MEASURE -> root;
      case COOLDOWN -> SplitMix64.mix(root ^ COOLDOWN);
    };
  }

  /** The key from which it is drawn which requests are cancelled. */
  long cancellations() {
    return SplitMix64.mix(root ^ CANCELLATIONS);
  }

  /** The key from which a closed loop draws its requests. */
  long closedLoop() {
    return SplitMix64.mix(root ^ CLOSED);
  }

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
