package io.plumbline.experiments;

import com.sun.management.ThreadMXBean;
import io.plumbline.loadgen.ChannelSettings;
import io.plumbline.loadgen.GrpcTarget;
import io.plumbline.loadgen.PeerLoop;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.StubLoop;
import io.plumbline.results.AtomicFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our side of a comparison with another client: a closed loop that measures an interval whenever it
 * is told to, so that both sides can take turns and neither pays for starting up.
 */
public final class Peer {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Pattern TURN = Pattern.compile("([1-9]) ([1-9]\\d{0,3}) ([1-9]\\d{0,6})");

  private final LoadSettings settings;
  private final boolean generatedStub;

  /**
   * @param settings where to send, and how
   * @param generatedStub whether to send as a user of the generated stub does, instead of as we do
   * @throws UsageException if there is no scheduler URL
   */
  public Peer(LoadSettings settings, boolean generatedStub) {
    if (settings.schedulerUrl().isEmpty()) {
      throw new UsageException("--scheduler-url is missing");
    }
    this.settings = settings;
    this.generatedStub = generatedStub;
  }

  /**
   * Writes one request that this client would send, behind the five bytes with which gRPC frames
   * it, for a client that sends the same again and again.
   */
  public void writeMessage(Path file) throws IOException {
    RequestClass first = firstClass();
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
   * Takes turns: for each line with connections (1 to 9), outstanding calls on each, and
   * milliseconds, connects, sends that long, and answers with requests per second and with the
   * bytes that this JVM allocated per request.
   *
   * @throws UsageException naming a line that is none of that
   * @throws IOException if any request failed: such a rate means nothing
   * @throws ExecutionException likewise
   */
  public void serve(BufferedReader turns, Consumer<String> answers)
      throws IOException, InterruptedException, TimeoutException, ExecutionException {
    for (String line = turns.readLine(); line != null; line = turns.readLine()) {
      Matcher turn = TURN.matcher(line);
      if (!turn.matches()) {
        throw new UsageException(
            "a turn must be CONNECTIONS OUTSTANDING MILLISECONDS, such as 1 8 2000: " + line);
      }
      answers.accept(
          measure(
              Integer.parseInt(turn.group(1)),
              Integer.parseInt(turn.group(2)),
              Duration.ofMillis(Long.parseLong(turn.group(3)))));
    }
  }

  private String measure(int connections, int outstanding, Duration length)
      throws IOException, InterruptedException, TimeoutException, ExecutionException {
    HostPort address = HostPort.parse(settings.schedulerUrl().orElseThrow());
    return generatedStub
        ? viaStub(address, connections, outstanding, length)
        : ours(address, connections, outstanding, length);
  }

  private String viaStub(HostPort address, int connections, int outstanding, Duration length)
      throws InterruptedException, ExecutionException {
    PeerLoop.Throughput throughput =
        new StubLoop(
                address.host(),
                address.port(),
                firstClass().models().get(0).model(),
                Duration.ofMillis(settings.rpcTimeoutMs()))
            .run(connections, outstanding, length);
    return String.format(Locale.ROOT, "%.1f", throughput.okPerSecond());
  }

  private String ours(HostPort address, int connections, int outstanding, Duration length)
      throws IOException, InterruptedException, TimeoutException {
    ChannelSettings channels = settings.connections(connections);
    try (GrpcTarget target =
        GrpcTarget.netty(address.host(), address.port(), settings.payload(), channels)) {
      target.connect(CONNECT_TIMEOUT);
      PeerLoop loop =
          new PeerLoop(
              target,
              settings.plan().workload(),
              RunClock.system(),
              settings.seed(),
              connections,
              outstanding);
      long allocatedBefore = allocatedBytes();
      PeerLoop.Throughput throughput = loop.run(length);
      long allocated = allocatedBytes() - allocatedBefore;
      if (throughput.failed() > 0) {
        throw new IOException(throughput.failed() + " requests failed");
      }
      return String.format(
          Locale.ROOT,
          "%.1f %d",
          throughput.okPerSecond(),
          allocated / Math.max(1, throughput.ok()));
    }
  }

  private RequestClass firstClass() {
    return settings.plan().workload().classes().get(0);
  }

  /** By all threads that live; none ends while it matters. */
  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
        .filter(bytes -> bytes > 0)
        .sum();
  }
}
