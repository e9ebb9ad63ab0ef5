package io.plumbline.balancing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** How much memory something holds on to, to some tens of kilobytes. */
public final class LiveBytes {
  private LiveBytes() {}

  /**
   * What is alive because of it when it is over.
   *
   * @param run returns whatever holds all that it has kept; it is called twice, for its classes
   */
  public static long of(Supplier<Object> run) {
    List<Object> held = new ArrayList<>();
    held.add(run.get());
    long before = used();
    held.add(run.get());
    long after = used();
    // Here both are alive still.
    return (after - before) / (held.size() - 1);
  }

  private static long used() {
    System.gc();
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
