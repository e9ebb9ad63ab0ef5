package io.plumbline.loadgen;

import io.plumbline.proto.InferRequest;

/** Builds requests as generated messages, complete but for the deadline. Thread-safe. */
final class Payloads {
  private Payloads() {}

  static InferRequest.Builder build(RequestClass requestClass, Model model, long tensorKey) {
    float[] tensor = new float[model.elementCount()];
    UniformTensor.fill(tensorKey, tensor);
    InferRequest.Builder request =
        InferRequest.newBuilder()
            .setTier(requestClass.tier())
            .setModelName(model.name())
            .addAllInputShape(model.shape());
    for (float value : tensor) {
      request.addInputTensor(value);
    }
    return request;
  }

  static long bytes(Model model) {
    return (long) Float.BYTES * model.elementCount();
  }
}
