package io.plumbline.loadgen;

import java.util.Locale;
import java.util.function.Supplier;

/** The ways to turn a tensor and its fields into a request. All put the same bytes on the wire. */
public enum Encoding {
  /** Ours: the tensor is made in the form of the wire and handed to gRPC in one piece. */
  BULK {
    @Override
    RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers, boolean retries) {
      return new BulkEncoder(fillers, retries);
    }
  },

  /**
   * A message whose tensor is declared as {@code bytes}, which has the same form on the wire,
   * wrapped around an array and written by protobuf.
   */
  BYTES_TWIN {
    @Override
    RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers, boolean retries) {
      return new TwinEncoder(fillers);
    }
  },

  /** The generated message, filled by {@code setInputTensor} over the list of an earlier one. */
  LIST_REUSE {
    @Override
    RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers, boolean retries) {
      return new GeneratedEncoder(fillers, GeneratedEncoder::setEach);
    }
  },

  /** The generated message, filled by {@code addInputTensor} value by value. */
  ELEMENT_BY_ELEMENT {
    @Override
    RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers, boolean retries) {
      return new GeneratedEncoder(fillers, GeneratedEncoder::addEach);
    }
  },

  /** The generated message, filled by {@code addAllInputTensor} from a list of {@code Float}. */
  BOXED_LIST {
    @Override
    RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers, boolean retries) {
      return new GeneratedEncoder(fillers, GeneratedEncoder::addBoxedList);
    }
  };

  /**
   * An encoder with its own buffers.
   *
   * @param fillers make the tensors; one of them serves a thread at a time
   * @param retries whether the channels may send a request again
   */
  abstract RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers, boolean retries);

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
