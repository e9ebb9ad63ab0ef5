package io.plumbline.loadgen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.plumbline.loadgen.BulkEncoder.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a request's array is free for another; {@link PayloadLifeCycleTest} asks gRPC itself. */
class BulkEncoderTest {
  private static final Model MODEL = new Model("m", List.of(8));

  private final ArrayPool<byte[]> pool = ArrayPool.ofBytes(1 << 20);
  private final byte[] bytes = pool.take(new WireLayout(MODEL).capacityBytes());

  private Payload payload(boolean retries) {
    WireRequest request =
        WireRequest.prepare(
            bytes, 1, new WireLayout(MODEL), TensorGenerator.COUNTER.newFiller(), 5);
    return new Payload(request, pool, retries).stamp(9);
  }

  private static byte[] wire(Payload payload) {
    WireRequest request = payload.request();
    return Arrays.copyOfRange(request.bytes(), request.start(), request.end());
  }

  /** Takes what is free, so it can be asked once per state. */
  private boolean isFree() {
    return pool.take(bytes.length) == bytes;
  }

  @Test
  void withoutRetries_arrayIsFreeOnceItsStreamIsClosed() throws IOException {
    Payload payload = payload(false);
    byte[] expected = wire(payload);
    InputStream stream = payload.stream();
    assertThat(isFree()).as("still to be read").isFalse();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(((WireStream) stream).drainTo(out)).isEqualTo(expected.length);
    assertThat(out.toByteArray()).isEqualTo(expected);
    assertThatThrownBy(payload::stream)
        .hasMessage("a payload is sent once; is a retry layer switched on?");
    stream.close();
    stream.close();
    assertThat(isFree()).isTrue();
    payload.ended();
    assertThat(isFree()).as("given back once").isFalse();
  }

  @Test
  void withRetries_arrayIsFreeOnceTheCallIsOverAndEveryStreamIsClosed() throws IOException {
    Payload payload = payload(true);
    byte[] expected = wire(payload);
    InputStream refused = payload.stream();
    refused.close();
    assertThat(isFree()).as("may be asked for again").isFalse();
    InputStream answered = payload.stream();
    InputStream hedge = payload.stream();
    assertThat(answered.readAllBytes()).isEqualTo(expected);
    answered.close();
    payload.ended();
    assertThat(isFree()).as("still to be read").isFalse();
    assertThat(hedge.readAllBytes()).isEqualTo(expected);
    hedge.close();
    assertThat(isFree()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callThatEndsUnsent_freesItsArrayAndYieldsNothingLater(boolean retries) throws IOException {
    Payload payload = payload(retries);
    payload.ended();
    assertThat(isFree()).isTrue();
    InputStream late = payload.stream();
    assertThat(late.readAllBytes()).isEmpty();
    late.close();
    assertThat(isFree()).as("given back once").isFalse();
  }

  @Test
  void streamThatWasClosedUnread_showsNothingOfTheNextRequest() throws IOException {
    InputStream stream = payload(false).stream();
    stream.close();
    assertThat(stream.read()).isEqualTo(-1);
    assertThat(stream.available()).isZero();
  }

  @Test
  void steadyState_allocatesNothingThatGrowsWithTheTensor() throws IOException {
    Model resnet = new Model("resnet50", List.of(1, 3, 224, 224));
    BulkEncoder encoder = new BulkEncoder(TensorGenerator.COUNTER::newFiller, false);
    int rounds = 300;
    long allocatedBytes = 0;
    for (int i = -rounds; i < rounds; i++) {
      if (i == 0) {
        allocatedBytes = allocatedBytes();
      }
      RequestEncoder.Unstamped<Payload> unstamped = encoder.prepare(1, resnet, i);
      Payload payload = unstamped.stamp(1_790_000_000_000_000_000L + i);
      try (InputStream stream = encoder.method().streamRequest(payload)) {
        ((WireStream) stream).drainTo(OutputStream.nullOutputStream());
      }
      unstamped.ended();
    }
    // Twice what a few small objects were measured to take; the tensor has 602,112 bytes.
    assertThat((allocatedBytes() - allocatedBytes) / rounds).isLessThan(800);
  }

  private static long allocatedBytes() {
    return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
  }
}
