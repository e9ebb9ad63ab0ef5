package io.plumbline.scheduler;

/**
 * One request as the {@link Station} sees it: where it stands in the queue, how long it is served,
 * and who hears of its end.
 *
 * <p>What is final may be read by anyone; the rest belongs to the station and its lock.
 */
final class Job implements QueueDiscipline.Waiting {

  /**
   * Hears how a job ended: exactly one call, or none if the job was cancelled. Called on the thread
   * that brought the end about (the one that offers, or the timer's), never under a lock.
   */
  interface Listener {

    /** The job waited and was served, both as the clock measured them. */
    void served(long queuedNanos, long servedNanos);

    /** The queue already held its capacity. */
    void refusedFull(int queueCapacity);

    /** A worker was free, but only after the deadline, by {@code lateNanos} (at least 1). */
    void refusedLate(long queuedNanos, long lateNanos);
  }

  /** Where a job is; it only ever moves downwards. */
  enum State {
    NEW,
    WAITING,
    IN_SERVICE,
    ENDED
  }

  private final int tier;
  private final long deadlineEpochNanos;
  final long serviceNanos;
  final Listener listener;

  // Guarded by the station's lock.
  State state = State.NEW;
  boolean givenUpInService;
  long sequence;
  long offeredNanos;
  long startedNanos;
  int inFlightAtOffer;

  /**
   * @param deadlineEpochNanos Unix epoch nanoseconds, or {@link QueueDiscipline#NO_DEADLINE}
   * @param serviceNanos how long a worker is kept; not negative
   */
  Job(int tier, long deadlineEpochNanos, long serviceNanos, Listener listener) {
    if (serviceNanos < 0) {
      throw new IllegalArgumentException("serviceNanos must not be negative: " + serviceNanos);
    }
    this.tier = tier;
    this.deadlineEpochNanos = deadlineEpochNanos;
    this.serviceNanos = serviceNanos;
    this.listener = listener;
  }

  @Override
  public int tier() {
    return tier;
  }

  @Override
  public long deadlineNanos() {
    return deadlineEpochNanos;
  }

  @Override
  public long arrivalSequence() {
    return sequence;
  }
}
