package io.plumbline.loadgen;

import java.io.IOException;
import java.time.Duration;

/**
 * A place to send requests to.
 *
 * <p>{@link #prepare} does all that can be done before a request's planned instant; {@link
 * Prepared#send} does the rest. Any thread may prepare; one thread sends each request. Every sent
 * request is answered exactly once, on any thread, perhaps before {@code send} returns.
 */
public interface Target extends AutoCloseable {

  /** A request that only lacks its deadline. Owned by whoever holds it; sent at most once. */
  interface Prepared {
    /**
     * Stamps the deadline and dispatches; does not wait for the answer.
     *
     * @param deadlineEpochNanos what goes into {@code deadline_ns}
     */
    void send(long deadlineEpochNanos, Reply reply);

    /** Frees what it holds, instead of sending it. */
    default void discard() {}

    /** Gives up on a request that was sent; nothing happens if it has ended. By any thread. */
    default void cancel() {}
  }

  /** Takes the end of one request. */
  interface Reply {
    /**
     * Called once; {@code message} may be empty. Returns quickly: it runs on the transport's
     * thread.
     */
    void done(RequestStatus status, String message);

    /**
     * What the scheduler told of the request, in nanoseconds; negative where it did not. Called at
     * most once, before {@code done} and on its thread.
     */
    default void server(long queuedNanos, long servedNanos) {}
  }

  /** Makes a request of a class with the tensor of {@code tensorKey}. */
  Prepared prepare(int classIndex, RequestClass requestClass, Model model, long tensorKey);

  /**
   * The memory that a prepared request holds until it is done, in bytes, as charged to the payload
   * budget.
   */
  long payloadBytes(Model model);

  /** The channel, counted from 0, that carries the requests of a class. */
  int channel(int classIndex);

  /**
   * Opens the connections, so that the first request does not pay for it.
   *
   * @throws IOException naming the target, if it cannot be reached in time
   */
  void connect(Duration timeout) throws IOException, InterruptedException;

  /** Gives up what is still in flight and frees the connections. */
  @Override
  void close();
}
