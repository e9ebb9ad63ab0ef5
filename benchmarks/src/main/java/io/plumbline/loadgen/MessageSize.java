package io.plumbline.loadgen;

/** How large a request is. */
public enum MessageSize {
  /** One value. */
  SMALL,
  /** The workload's tensor: 150,528 values. */
  TENSOR;

  WireRequest request() {
    return Inputs.wireRequest(this == SMALL ? Inputs.model(1) : Inputs.IMAGE);
  }
}
