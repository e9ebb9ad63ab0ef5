package io.plumbline.loadgen;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs benchmarks on threads such as Netty's event loops have; only on these does Netty use its
 * small objects again.
 */
public final class EventLoopThreads extends ThreadPoolExecutor {

  /** Called by JMH, which is told the name of this class. */
  public EventLoopThreads(int threads, String prefix) {
    super(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        new DefaultThreadFactory(prefix, true));
  }
}
