package io.plumbline.loadgen;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * An {@code InferRequest} as it came over the wire.
 *
 * <p>Its tensor is on loan until {@link #release}; one that is never released is left to the
 * garbage collector. Nothing of it changes but by that, so any thread may read it.
 */
public final class ReceivedRequest {
  private static final float[] NONE = {};

  private final int tier;
  private final long deadlineNanos;
  private final String modelName;
  private final int[] shape;
  private final float[] tensor;
  private final AtomicBoolean released = new AtomicBoolean();
  private final int tensorCount;
  private final ArrayPool<float[]> pool;

  ReceivedRequest(
      int tier,
      long deadlineNanos,
      String modelName,
      int[] shape,
      float[] tensor,
      int tensorCount,
      ArrayPool<float[]> pool) {
    this.tier = tier;
    this.deadlineNanos = deadlineNanos;
    this.modelName = modelName;
    this.shape = shape;
    this.tensor = tensor;
    this.tensorCount = tensorCount;
    this.pool = pool;
  }

  /** What the client sent, be it valid or not; 0 if nothing. */
  public int tier() {
    return tier;
  }

  /** Unix epoch nanoseconds; 0 if the client sent none. */
  public long deadlineNanos() {
    return deadlineNanos;
  }

  /** Empty if the client sent none. */
  public String modelName() {
    return modelName;
  }

  /** What the client sent, be it valid or not. Not to be changed. */
  public int[] shape() {
    return shape;
  }

  /** How many values the tensor has. */
  public int tensorCount() {
    return tensorCount;
  }

  /** The tensor's values and perhaps more behind them; empty once released. */
  float[] tensor() {
    return released.get() ? NONE : tensor;
  }

  /** Ends the use of the tensor; its array may hold another request's at once. Harmless twice. */
  public void release() {
    if (tensor.length > 0 && released.compareAndSet(false, true)) {
      pool.giveBack(tensor);
    }
  }
}
