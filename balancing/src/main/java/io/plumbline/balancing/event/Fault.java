package io.plumbline.balancing.event;

/**
 * What goes wrong with some servers for some time.
 *
 * <p>Servers are numbered from 0, in the order of the scenario's list.
 */
public sealed interface Fault {
  int firstServer();

  /** How many, from {@link #firstServer()} on. */
  int servers();

  long fromNanos();

  /** The first instant at which all is well again. */
  long untilNanos();

  /** A sinkhole: what comes fails at once, and so the server looks unloaded. */
  record FastErrors(
      int firstServer, int servers, long fromNanos, long untilNanos, double ratio, TimeLaw after)
      implements Fault {
    public FastErrors {
      require(firstServer, servers, fromNanos, untilNanos);
      if (!(ratio > 0 && ratio <= 1)) {
        throw new IllegalArgumentException(
            "the ratio of fast errors must be above 0 and at most 1: " + ratio);
      }
    }
  }

  /** What comes is swallowed: no answer, no error, and nobody is told. */
  record BlackHole(int firstServer, int servers, long fromNanos, long untilNanos) implements Fault {
    public BlackHole {
      require(firstServer, servers, fromNanos, untilNanos);
    }
  }

  /** Killed: all it had fails, and clients do not choose it until it has been started again. */
  record Kill(int firstServer, int servers, long fromNanos, long untilNanos) implements Fault {
    public Kill {
      require(firstServer, servers, fromNanos, untilNanos);
    }
  }

  /**
   * Slower, or faster: services that start meanwhile are served at a multiple of the speed, and
   * where processors are shared, those under way as well.
   */
  record SpeedChange(int firstServer, int servers, long fromNanos, long untilNanos, double factor)
      implements Fault {
    public SpeedChange {
      require(firstServer, servers, fromNanos, untilNanos);
      if (!(factor > 0 && factor <= 1000)) {
        throw new IllegalArgumentException(
            "the factor of a speed must be above 0 and at most 1000: " + factor);
      }
    }
  }

  private static void require(int firstServer, int servers, long fromNanos, long untilNanos) {
    ServerSpec.requireWithin("first-server of a fault", firstServer, 0, Integer.MAX_VALUE);
    ServerSpec.requireWithin("servers of a fault", servers, 1, Integer.MAX_VALUE - firstServer);
    if (fromNanos < 0 || untilNanos <= fromNanos) {
      throw new IllegalArgumentException(
          "a fault must begin at 0 or later and end after that: from "
              + fromNanos
              + " to "
              + untilNanos
              + " ns");
    }
  }
}
