package io.plumbline.loadgen;

/** Arguments for the JVMs of benchmarks whose figures depend on them. */
final class ForkArgs {
  /**
   * With {@link #MAX_HEAP} and {@link #TOUCHED}: else short forks time the kernel's first pages.
   */
  static final String MIN_HEAP = "-Xms1g";

  static final String MAX_HEAP = "-Xmx1g";
  static final String TOUCHED = "-XX:+AlwaysPreTouch";

  /** As in our own processes: Netty's search for leaks takes stack traces of some buffers. */
  static final String NO_LEAK_DETECTION = "-Dio.netty.leakDetection.level=disabled";

  private ForkArgs() {}
}
