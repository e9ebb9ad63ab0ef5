package io.plumbline.loadgen;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes an issuer's next requests ahead of their instants, on its own thread.
 *
 * <p>A request for which the payload budget has no room is passed on unprepared: its issuer tries
 * again when it is due. One thread runs it, one takes from it; it ends when all is prepared or its
 * thread is interrupted.
 */
final class Preparer implements Runnable {

  /**
   * A request of the plan, as far as it could be made ready.
   *
   * @param prepared null if the budget had no room
   * @param readyNanoTime when it was ready, on the run's clock
   */
  record Ready(int index, Target.@Nullable Prepared prepared, long readyNanoTime) {}

  private final PhasedSchedule schedule;
  private final Target target;
  private final PayloadBudget budget;
  private final RunClock clock;
  private final int first;
  private final int stride;
  private final BlockingQueue<Ready> ready;
  private final CountDownLatch primed = new CountDownLatch(1);

  Preparer(
      PhasedSchedule schedule,
      Target target,
      PayloadBudget budget,
      RunClock clock,
      int first,
      int stride,
      int ahead) {
    this.schedule = schedule;
    this.target = target;
    this.budget = budget;
    this.clock = clock;
    this.first = first;
    this.stride = stride;
    this.ready = new ArrayBlockingQueue<>(ahead);
  }

  @Override
  public void run() {
    try {
      for (int i = first; i < schedule.count(); i += stride) {
        ready.put(prepare(i));
        if (ready.remainingCapacity() == 0) {
          primed.countDown();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (OutOfMemoryError e) {
      // What is ready is never sent now, and may be all the memory that there is: what was
      // measured so far must still be written.
      ready.clear();
      throw e;
    } finally {
      primed.countDown();
    }
  }

  /** Makes request {@code index} ready now, if the budget has room for it. */
  Ready prepare(int index) {
    Model model = schedule.model(index);
    Target.Prepared prepared = null;
    if (budget.tryReserve(target.payloadBytes(model))) {
      prepared =
          target.prepare(
              schedule.classIndex(index),
              schedule.requestClass(index),
              model,
              schedule.tensorKey(index));
    }
    return new Ready(index, prepared, clock.nanoTime());
  }

  /** Waits until as much is ready as may be, or all of it. */
  void awaitPrimed() throws InterruptedException {
    primed.await();
  }

  /** The next request in order; null if the wait was too long. */
  @Nullable Ready poll(long timeoutNanos) throws InterruptedException {
    return ready.poll(timeoutNanos, TimeUnit.NANOSECONDS);
  }
}
