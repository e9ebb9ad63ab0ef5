package io.plumbline.loadgen;

/** How requests get their values, and how these get into a request. */
public record PayloadSettings(Encoding encoding, TensorGenerator generator) {

  /** The fastest of each. */
  public static PayloadSettings defaults() {
    return new PayloadSettings(Encoding.BULK, TensorGenerator.COUNTER);
  }

  RequestEncoder<?> newEncoder() {
    return encoding.newEncoder(generator::newFiller);
  }
}
