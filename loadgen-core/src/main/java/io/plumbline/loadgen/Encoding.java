package io.plumbline.loadgen;

import java.util.Locale;
import java.util.function.Supplier;

/** The ways to turn a tensor and its fields into a request. All put the same bytes on the wire. */
public enum Encoding {
  /** Ours: the tensor is made in the form of the wire and handed to gRPC in one piece. */
  BULK {
    @Override
    RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers) {
      return new BulkEncoder(fillers);
    }
  },

  /**
   * A message whose tensor is declared as {@code bytes}, which has the same form on the wire,
   * wrapped around an array and written by protobuf.
   */
  BYTES_TWIN {
    @Override
    RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers) {
      return new TwinEncoder(fillers);
    }
  },

  /** The generated message, filled by {@code setInputTensor} over the list of an earlier one. */
  LIST_REUSE {
    @Override
    RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers) {
      return new GeneratedEncoder(fillers, GeneratedEncoder::setEach);
    }
  },

  /** The generated message, filled by {@code addInputTensor} value by value. */
  ELEMENT_BY_ELEMENT {
    @Override
    RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers) {
      return new GeneratedEncoder(fillers, GeneratedEncoder::addEach);
    }
  },

  /** The generated message, filled by {@code addAllInputTensor} from a list of {@code Float}. */
  BOXED_LIST {
    @Override
    RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers) {
      return new GeneratedEncoder(fillers, GeneratedEncoder::addBoxedList);
    }
  };

  /** An encoder with its own buffers; asks for a filler per thread that prepares at once. */
  abstract RequestEncoder<?> newEncoder(Supplier<TensorFiller> fillers);

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
