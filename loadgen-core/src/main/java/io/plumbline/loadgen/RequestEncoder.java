package io.plumbline.loadgen;

import io.grpc.MethodDescriptor;
import io.plumbline.proto.InferResponse;

/**
 * Makes the requests of one {@link Encoding}: all but the deadline ahead, the deadline at the last
 * moment. Thread-safe.
 *
 * @param <Q> what gRPC is handed as the request
 */
interface RequestEncoder<Q> {

  /** A request that only lacks its deadline. Owned by whoever holds it. */
  interface Unstamped<Q> {

    /** Completes the request; what is returned is sent at most once. */
    Q stamp(long deadlineEpochNanos);

    /**
     * Tells that the call is over, however it ended. Called at the end, perhaps by another thread.
     */
    void ended();
  }

  /** {@code Infer}, with a marshaller that writes this encoding's requests. */
  MethodDescriptor<Q, InferResponse> method();

  /** Makes the tensor and whatever can be encoded before the deadline is known. */
  Unstamped<Q> prepare(int tier, Model model, long tensorKey);

  /** The memory that a request holds until it is done, in bytes, as charged to a budget. */
  long heldBytes(Model model);
}
