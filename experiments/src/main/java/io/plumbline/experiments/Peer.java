package io.plumbline.experiments;

import io.plumbline.loadgen.ClosedLoop;
import io.plumbline.loadgen.GrpcTarget;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RunClock;
import io.plumbline.results.AtomicFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Our side of a comparison with another client: a closed loop that measures an interval whenever it
 * is told to, so that both sides can take turns and neither pays for starting up.
 */
public final class Peer {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final LoadSettings settings;
  private final int outstanding;

  /**
   * @param settings where to send, and how; {@code channels} is the number of connections
   * @param outstanding calls on each connection at any time
   * @throws UsageException if there is no scheduler URL
   */
  public Peer(LoadSettings settings, int outstanding) {
    if (settings.schedulerUrl().isEmpty()) {
      throw new UsageException("--scheduler-url is missing");
    }
    if (outstanding < 1) {
      throw new UsageException("--outstanding must be at least 1: " + outstanding);
    }
    this.settings = settings;
    this.outstanding = outstanding;
  }

  /**
   * Writes one request that this client would send, behind the five bytes with which gRPC frames
   * it, for a client that sends the same again and again.
   */
  public void writeMessage(Path file) throws IOException {
    RequestClass first = settings.plan().workload().classes().get(0);
    byte[] message =
        settings
            .payload()
            .message(
                first.tier(),
                first.models().get(0).model(),
                settings.seed(),
                RunClock.system().epochNanos() + first.sloNanos());
    AtomicFiles.writeBytes(
        file,
        out -> {
          out.write(0); // Not compressed.
          out.write(ByteBuffer.allocate(Integer.BYTES).putInt(message.length).array());
          out.write(message);
        });
  }

  /**
   * Connects, then reads numbers of milliseconds, one a line; for each it sends that long and
   * answers with requests per second.
   *
   * @throws IOException if any request failed: such a rate means nothing
   */
  public void serve(BufferedReader milliseconds, Consumer<String> requestsPerSecond)
      throws IOException, InterruptedException, TimeoutException {
    HostPort address = HostPort.parse(settings.schedulerUrl().orElseThrow());
    int channels = Math.max(1, settings.channels());
    try (GrpcTarget target =
        GrpcTarget.netty(
            address.host(), address.port(), settings.payload(), settings.connections(channels))) {
      target.connect(CONNECT_TIMEOUT);
      ClosedLoop loop =
          new ClosedLoop(
              target,
              settings.plan().workload(),
              RunClock.system(),
              settings.seed(),
              channels,
              outstanding);
      for (String line = milliseconds.readLine(); line != null; line = milliseconds.readLine()) {
        ClosedLoop.Throughput throughput = loop.run(Duration.ofMillis(Long.parseLong(line)));
        if (throughput.failed() > 0) {
          throw new IOException(
              throughput.failed() + " of " + throughput.ok() + " requests failed");
        }
        requestsPerSecond.accept(String.format(Locale.ROOT, "%.1f", throughput.okPerSecond()));
      }
    }
  }
}
