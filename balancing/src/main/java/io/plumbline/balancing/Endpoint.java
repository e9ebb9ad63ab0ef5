package io.plumbline.balancing;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One server as one client sees it: what the client counted itself, and what the server told last.
 *
 * <p>The driver writes, policies read. Not thread-safe: both use it from one thread at a time.
 */
public final class Endpoint implements Choice {
  private final int index;
  private final String name;
  private final Window latenciesNanos;
  private final @Nullable Supplier<ServerReport> direct;

  private int inFlight;
  private @Nullable ServerReport report;
  private long reportedAtNanos;

  /**
   * Makes one that nothing was sent to yet.
   *
   * @param index its position among all endpoints of its client, from 0
   * @param name the server's; two endpoints of a client may share it
   * @param latencyWindow how many latencies are remembered
   * @param direct reads the server's state as it is at this instant; null where nobody can
   */
  public Endpoint(
      int index, String name, int latencyWindow, @Nullable Supplier<ServerReport> direct) {
    this.index = index;
    this.name = name;
    this.latenciesNanos = new Window(latencyWindow);
    this.direct = direct;
  }

  public int index() {
    return index;
  }

  public String name() {
    return name;
  }

  /** Requests and probes that this client sent here and the server has not ended, as counted. */
  public int inFlight() {
    return inFlight;
  }

  /** Latencies of what was answered, as this client felt them, probes included. */
  public Window latenciesNanos() {
    return latenciesNanos;
  }

  /** What came with the answer that arrived last; null before the first. */
  public @Nullable ServerReport report() {
    return report;
  }

  /** When {@link #report()} arrived; 0 before the first. */
  public long reportedAtNanos() {
    return reportedAtNanos;
  }

  /**
   * The server's state now, unspoilt by the way: a bound on what reports can do, not a policy.
   *
   * @throws IllegalStateException if the driver cannot see into servers
   */
  public ServerReport direct() {
    if (direct == null) {
      throw new IllegalStateException("the state of " + name + " cannot be read directly here");
    }
    return direct.get();
  }

  /** A request or probe is on its way. */
  public void sent() {
    inFlight++;
  }

  /** The server has ended one, well or not; the answer may still be on its way. */
  public void left() {
    if (inFlight == 0) {
      throw new IllegalStateException("more left " + name + " than were sent there");
    }
    inFlight--;
  }

  /** An answer has arrived. */
  public void answered(double latencyNanos, @Nullable ServerReport report, long nowNanos) {
    latenciesNanos.append(latencyNanos);
    if (report != null) {
      reported(report, nowNanos);
    }
  }

  /** News of the server has arrived by another way than an answer's. */
  public void reported(ServerReport report, long nowNanos) {
    this.report = report;
    this.reportedAtNanos = nowNanos;
  }

  @Override
  public String toString() {
    return name + "#" + index;
  }
}
