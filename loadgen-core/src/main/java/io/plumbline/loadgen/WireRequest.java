package io.plumbline.loadgen;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.plumbline.proto.InferRequest;

/**
 * One {@code InferRequest} as the bytes that go on the wire, complete but for its deadline.
 *
 * <pre>
 * | free | tier, deadline_ns, model_name, tag and length of input_tensor | values | input_shape |
 *        ^ start, known once the deadline is                            ^ bodyStart            ^ end
 * </pre>
 *
 * <p>All but tier and deadline is written ahead. These two are written when the deadline is known,
 * so that they end where the rest begins: whatever the length of the deadline, nothing moves, and
 * the bytes are those that protobuf's own code writes. Not thread-safe; handed from thread to
 * thread.
 */
final class WireRequest {
  private static final byte TIER_TAG =
      (byte) (InferRequest.TIER_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT);
  private static final byte DEADLINE_TAG =
      (byte) (InferRequest.DEADLINE_NS_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT);

  private final byte[] bytes;
  private final int tier;
  private final WireLayout layout;
  private int start;

  private WireRequest(byte[] bytes, int tier, WireLayout layout) {
    this.bytes = bytes;
    this.tier = tier;
    this.layout = layout;
    this.start = layout.bodyStart();
  }

  /**
   * Writes everything but tier and deadline.
   *
   * @param bytes at least the layout's {@link WireLayout#capacityBytes}; overwritten
   */
  static WireRequest prepare(
      byte[] bytes, int tier, WireLayout layout, TensorFiller filler, long tensorKey) {
    filler.fillWire(tensorKey, bytes, layout.bodyStart(), layout.elementCount());
    layout.writeAfterTensor(bytes);
    layout.writeBeforeTensor(bytes);
    return new WireRequest(bytes, tier, layout);
  }

  /** Completes the request; may be repeated. */
  void stamp(long deadlineEpochNanos) {
    int at = layout.beforeTensorStart();
    // proto3 leaves a zero out.
    if (deadlineEpochNanos != 0) {
      at = prependVarint(at, deadlineEpochNanos);
      bytes[--at] = DEADLINE_TAG;
    }
    at = prependVarint(at, tier);
    bytes[--at] = TIER_TAG;
    start = at;
  }

  /** Writes a varint that ends before {@code end}, and returns where it begins. */
  private int prependVarint(int end, long value) {
    int at = end - CodedOutputStream.computeUInt64SizeNoTag(value);
    long rest = value;
    for (int i = at; i < end - 1; i++) {
      bytes[i] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[end - 1] = (byte) rest;
    return at;
  }

  /** The array that holds the request; valid from {@link #start()} to {@link #end()}. */
  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int end() {
    return layout.end();
  }
}
