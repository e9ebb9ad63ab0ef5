package io.plumbline.loadgen;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** How requests get their values, and how these get into a request. */
public record PayloadSettings(Encoding encoding, TensorGenerator generator) {

  /** The fastest of each. */
  public static PayloadSettings defaults() {
    return new PayloadSettings(Encoding.BULK, TensorGenerator.COUNTER);
  }

  /** One request as it goes on the wire, without the five bytes that gRPC puts before it. */
  public byte[] message(int tier, Model model, long tensorKey, long deadlineEpochNanos) {
    return message(newEncoder(false), tier, model, tensorKey, deadlineEpochNanos);
  }

  private static <Q> byte[] message(
      RequestEncoder<Q> encoder, int tier, Model model, long tensorKey, long deadlineEpochNanos) {
    RequestEncoder.Unstamped<Q> request = encoder.prepare(tier, model, tensorKey);
    try (InputStream stream = encoder.method().streamRequest(request.stamp(deadlineEpochNanos))) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a request could not be encoded", e);
    } finally {
      request.ended();
    }
  }

  RequestEncoder<?> newEncoder(boolean retries) {
    return encoding.newEncoder(generator::newFiller, retries);
  }
}
