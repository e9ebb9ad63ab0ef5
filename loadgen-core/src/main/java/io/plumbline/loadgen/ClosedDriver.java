package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Plays a closed loop against a target: each answer makes a place for the next request, which
 * leaves at once, on the thread that brought the answer.
 *
 * <p>A request's planned instant is the one at which its place became free, so that response time
 * counts the generator's own turn-around and service time does not. It ends once both the minimum
 * duration and the minimum count (of all requests together, as LoadGen counts) are reached.
 *
 * <p>Places and prepared requests meet in {@link #pump}, which any thread may call and one at a
 * time executes: rows are in the order of sending.
 */
public final class ClosedDriver implements Player {
  private static final long LEAD_NANOS = 5_000_000;
  private static final long POLL_MILLIS = 20;
  private static final int LAST_POLLS = 1000;

  private static final RunEnding PLAYED =
      new RunEnding(RunEnding.PLAN, "the minimum duration and the minimum count were reached", "");

  /** Rows and instants, of which a quarter of the heap may be taken. */
  private static final int BYTES_PER_ROW = 80;

  private static final int BLOCK_BITS = 14;

  private final LoadPlan plan;
  private final ClosedShape shape;
  private final PhaseLength warmup;
  private final PhaseLength cooldown;
  private final Target target;
  private final Driver.Settings settings;
  private final RunRules rules;
  private final List<RunListener> listeners;
  private final RequestDeck deck;
  private final PayloadBudget budget;
  private final Recorder recorder;
  private final RunTime time;
  private final int outstanding;
  private final int offlineCount;
  private final Canceller canceller;

  private final AtomicReference<Throwable> fault = new AtomicReference<>();
  private final AtomicReference<RunEnding> ended = new AtomicReference<>();
  private final CountDownLatch issuingOver = new CountDownLatch(1);

  /** A request of the deck that only lacks its deadline. */
  private record Ready(Target.Prepared prepared, long readyNanos) {}

  private final List<ArrayBlockingQueue<Ready>> ready = new ArrayList<>();
  private final Queue<Long> freeSince = new ConcurrentLinkedQueue<>();
  private final AtomicInteger pumping = new AtomicInteger();
  private final AtomicInteger leftOfGroup = new AtomicInteger();

  /** In blocks, as the recorder's rows; written by the pump before the row is sent. */
  private final long[][] plannedNanos;

  // Of the pump; others see them after a row that they know to be sent.
  private volatile int next;
  private volatile int measuredFrom = -1;
  private volatile int cooldownFrom = -1;
  private volatile long measureNanos;
  private long cooldownNanos;
  private RunEnding measured = PLAYED;
  private long lastPlannedNanos = Long.MIN_VALUE;

  /**
   * @param plan workload, minimum duration and count, and seed; its rate matters for LoadGen's
   *     Offline only
   * @throws IllegalArgumentException if so many requests do not fit into the payload budget, or a
   *     query has more of them than may be sent at all, or the rules have a cap on them
   */
  public ClosedDriver(
      LoadPlan plan,
      ClosedShape shape,
      PhaseLength warmup,
      PhaseLength cooldown,
      Target target,
      RunClock clock,
      Driver.Settings settings,
      RunRules rules,
      List<RunListener> listeners) {
    if (shape.group() > rules.maxRequests().orElse(Integer.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "one query of "
              + shape.group()
              + " requests is more than may be sent: "
              + rules.maxRequests().getAsInt());
    }
    rules
        .cap()
        .ifPresent(
            cap -> {
              throw new IllegalArgumentException(
                  shape.kind()
                      + " says itself how many requests are outstanding; it takes no cap: "
                      + cap.maxOutstanding());
            });
    this.plan = plan;
    this.shape = shape;
    this.warmup = warmup;
    this.cooldown = cooldown;
    this.target = target;
    this.settings = settings;
    this.rules = rules;
    this.listeners = List.copyOf(listeners);
    this.deck = new RequestDeck(plan.workload(), plan.seed());
    this.budget = new PayloadBudget(settings.payloadBudgetBytes());
    this.time = new RunTime(clock);
    long payloadBytes =
        plan.workload().models().stream().mapToLong(target::payloadBytes).max().orElse(0);
    int ahead = settings.preparedAhead(payloadBytes);
    long fit =
        settings.payloadBudgetBytes() / Math.max(1, payloadBytes)
            - settings.issuers() * (ahead + 1L);
    this.outstanding = shape.outstanding(fit);
    if (outstanding > fit) {
      throw new IllegalArgumentException(
          outstanding
              + " requests at a time of up to "
              + payloadBytes
              + " bytes do not fit into the payload budget of "
              + settings.payloadBudgetBytes()
              + " bytes; raise -Xmx or --payload-budget-mb, or ask for fewer");
    }
    for (int k = 0; k < settings.issuers(); k++) {
      ready.add(new ArrayBlockingQueue<>(ahead));
    }
    double slackCount = 1.1 * (plan.minDurationNanos() / 1e9) * plan.ratePerSecond();
    this.offlineCount =
        (int) Math.min(Integer.MAX_VALUE / 2, Math.max(plan.minQueryCount(), (long) slackCount));
    long rowsThatFit = Runtime.getRuntime().maxMemory() / 4 / BYTES_PER_ROW;
    int capacity = (int) Math.min(Integer.MAX_VALUE / 2, rowsThatFit);
    this.recorder = Recorder.growing(capacity);
    this.plannedNanos = new long[(capacity >> BLOCK_BITS) + 1][];
    this.canceller = new Canceller(rules.cancellation(), plan.seed());
    // A count of requests warms up from the start; a time does until its end.
    this.measureNanos = warmup instanceof PhaseLength.Time ? 0 : Long.MAX_VALUE;
  }

  @Override
  public Recording run(BeforeStart beforeStart) throws InterruptedException {
    EventCounts counts = new EventCounts();
    List<RunListener> all = new ArrayList<>(listeners);
    all.add(counts);
    LimitListener limits =
        new LimitListener(
            rules.limits(),
            Optional.empty(),
            rules.cancels(),
            this::planned,
            stop -> end(RunEnding.of(stop)));
    all.add(limits);
    Watcher watcher = new Watcher(new Rows(), recorder, all, time::nowNanos);
    Thread watching = thread("plumbline-watcher", watcher::run);
    List<Thread> preparers = new ArrayList<>();
    for (int k = 0; k < settings.issuers(); k++) {
      int first = k;
      preparers.add(thread("plumbline-preparer", () -> prepareFrom(first)));
    }
    Thread opener = thread("plumbline-issuer", this::openPlaces);
    try (canceller) {
      preparers.forEach(Thread::start);
      for (ArrayBlockingQueue<Ready> queue : ready) {
        while (queue.remainingCapacity() > 0 && fault.get() == null) {
          Thread.sleep(1);
        }
      }
      beforeStart.run();
      long warmupNanos = warmup instanceof PhaseLength.Time t ? t.nanos() : 0;
      long startedEpochNanos = time.start(LEAD_NANOS + warmupNanos);
      watching.start();
      opener.start();
      while (!issuingOver.await(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
        endIfDue(time.nowNanos());
      }
      while (pumping.get() != 0) {
        Thread.onSpinWait(); // The last request may be leaving at this moment.
      }
      RunEnding issuing = Optional.ofNullable(ended.get()).orElseThrow();
      watcher.issuingEnded(issuing.because());
      String run = drain();
      long endNanos = time.nowNanos();
      watcher.finish(run);
      watching.join();
      return recording(startedEpochNanos, endNanos, limits.told(issuing, run), counts);
    } finally {
      time.stop();
      preparers.forEach(Thread::interrupt);
      opener.interrupt();
      watching.interrupt();
    }
  }

  @Override
  public void stop() {
    end(RunEnding.STOPPED, "it was told to stop before it was over");
  }

  private void end(String issuing, String because) {
    end(new RunEnding(issuing, because, ""));
  }

  private void end(RunEnding why) {
    ended.compareAndSet(null, why);
    issuingOver.countDown();
  }

  @Override
  public Progress progress() {
    long done = recorder.endedCount();
    long ok = 0;
    for (Phase phase : Phase.values()) {
      ok += recorder.endedCount(phase, RequestStatus.OK);
    }
    return new Progress(
        next,
        recorder.sentCount(),
        done,
        done - ok,
        0,
        time.nowNanos(),
        measuredFrom < 0 ? plan.minDurationNanos() : measureNanos + plan.minDurationNanos());
  }

  @Override
  public long sentCount() {
    return recorder.sentCount(Phase.MEASURE);
  }

  @Override
  public long endedCount() {
    return recorder.endedCount(Phase.MEASURE);
  }

  /** What the watcher sees of the requests. */
  private final class Rows implements Watcher.Plan {
    @Override
    public int count() {
      return next;
    }

    @Override
    public int due() {
      return 0; // Without a place it is not planned, and with one it leaves.
    }

    @Override
    public Phase phase(int index) {
      return ClosedDriver.this.phase(index);
    }

    @Override
    public long offsetNanos(int index) {
      return planned(index);
    }
  }

  private Phase phase(int index) {
    int from = measuredFrom;
    int until = cooldownFrom;
    return from < 0 || index < from
        ? Phase.WARMUP
        : until >= 0 && index >= until ? Phase.COOLDOWN : Phase.MEASURE;
  }

  private long planned(int index) {
    return plannedNanos[index >> BLOCK_BITS][index & ((1 << BLOCK_BITS) - 1)];
  }

  private interface Work {
    void run() throws InterruptedException;
  }

  private Thread thread(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (Throwable t) {
                broke(t);
              }
            },
            name);
    thread.setDaemon(true);
    return thread;
  }

  private void broke(Throwable t) {
    fault.compareAndSet(null, t);
    end(RunEnding.FAULT, "the generator itself failed: " + t);
  }

  private void prepareFrom(int first) throws InterruptedException {
    for (int i = first; i < recorder.capacity(); i += settings.issuers()) {
      ensure(i);
      Model model = deck.model(i);
      while (!budget.tryReserve(target.payloadBytes(model))) {
        Thread.sleep(1); // Answered requests give it back.
      }
      Target.Prepared prepared =
          target.prepare(deck.classIndex(i), deck.requestClass(i), model, deck.tensorKey(i));
      ready.get(first).put(new Ready(prepared, time.nowNanos()));
      pump();
    }
  }

  private synchronized void ensure(int index) {
    recorder.ensure(index);
    int block = index >> BLOCK_BITS;
    if (plannedNanos[block] == null) {
      plannedNanos[block] = new long[1 << BLOCK_BITS];
    }
  }

  /** Opens one place after the other over the ramp. */
  private void openPlaces() {
    long startNanos = warmup instanceof PhaseLength.Time t ? -t.nanos() : 0;
    for (int place = 0; place < outstanding; place++) {
      long atNanos = startNanos + Math.round((double) place / outstanding * shape.rampNanos());
      if (!time.awaitOffset(atNanos)) {
        return;
      }
      freeSince.add(atNanos);
      pump();
    }
  }

  /** Sends while there are a place and a prepared request. */
  private void pump() {
    if (pumping.getAndIncrement() != 0) {
      return; // Whoever is at it will look again.
    }
    int seen = 1;
    do {
      try {
        sendAll();
      } catch (RuntimeException | Error e) {
        broke(e);
      }
      seen = pumping.addAndGet(-seen);
    } while (seen != 0);
  }

  private void sendAll() {
    Long free = freeSince.peek();
    ArrayBlockingQueue<Ready> queue = ready.get(next % settings.issuers());
    while (free != null && !queue.isEmpty() && issuingOver.getCount() > 0) {
      long plannedAt = Math.max(free, lastPlannedNanos);
      if (!belongs(plannedAt)) {
        return;
      }
      freeSince.remove();
      Ready request = queue.remove();
      send(request, plannedAt);
      free = freeSince.peek();
      queue = ready.get(next % settings.issuers());
    }
  }

  /** Decides the phase of the next request; false if the run is over before it. */
  private boolean belongs(long atNanos) {
    int index = next;
    if (index >= recorder.capacity()) {
      end("row-memory", "there is no memory for more rows than " + index + "; raise -Xmx");
      return false;
    }
    if (index % shape.group() != 0) {
      return true; // A query is not divided.
    }
    if (measuredFrom < 0
        && (warmup instanceof PhaseLength.Requests warm ? index >= warm.count() : atNanos >= 0)) {
      measureNanos = warmup instanceof PhaseLength.Time ? 0 : atNanos;
      measuredFrom = index;
    }
    if (measuredFrom >= 0 && cooldownFrom < 0 && isMeasured(atNanos)) {
      cooldownFrom = index;
      cooldownNanos = atNanos;
    }
    if (cooldownFrom >= 0 && isCool(atNanos)) {
      end(measured.issuing(), measured.because());
      return false;
    }
    return true;
  }

  private boolean isMeasured(long atNanos) {
    int requests = next - measuredFrom;
    if (requests + shape.group() > rules.maxRequests().orElse(Integer.MAX_VALUE)) {
      measured = rules.tooMany(requests);
      return true;
    }
    long maxDurationNanos = rules.maxDurationNanos().orElse(Long.MAX_VALUE);
    if (atNanos - measureNanos > maxDurationNanos) {
      measured = RunRules.tooLong(maxDurationNanos);
      return true;
    }
    if (shape.kind() == ClosedShape.Kind.OFFLINE) {
      return requests >= offlineCount;
    }
    return atNanos - measureNanos >= plan.minDurationNanos()
        && requests / shape.group() >= plan.minQueryCount();
  }

  private boolean isCool(long atNanos) {
    return cooldown instanceof PhaseLength.Requests requests
        ? next - cooldownFrom >= requests.count()
        : atNanos - cooldownNanos >= ((PhaseLength.Time) cooldown).nanos();
  }

  /** So that a target that stopped answering does not keep the run from ending. */
  private void endIfDue(long nowNanos) {
    if (measuredFrom < 0 || !cooldown.equals(PhaseLength.NONE)) {
      return;
    }
    long maxDurationNanos = rules.maxDurationNanos().orElse(Long.MAX_VALUE);
    boolean enough =
        shape.kind() != ClosedShape.Kind.OFFLINE
            && nowNanos - measureNanos >= plan.minDurationNanos()
            && (next - measuredFrom) / shape.group() >= plan.minQueryCount();
    if (nowNanos - measureNanos > maxDurationNanos) {
      RunEnding tooLong = RunRules.tooLong(maxDurationNanos);
      end(tooLong.issuing(), tooLong.because());
    } else if (enough) {
      end(PLAYED.issuing(), PLAYED.because());
    }
  }

  private void send(Ready request, long freeNanos) {
    int index = next;
    Phase phase = phase(index);
    boolean allAtOnce = shape.kind() == ClosedShape.Kind.OFFLINE && phase == Phase.MEASURE;
    long plannedAt = allAtOnce ? measureNanos : freeNanos;
    lastPlannedNanos = plannedAt;
    plannedNanos[index >> BLOCK_BITS][index & ((1 << BLOCK_BITS) - 1)] = plannedAt;
    if (index % shape.group() == 0) {
      leftOfGroup.set(shape.group());
    }
    int classIndex = deck.classIndex(index);
    Ending reply = new Ending(phase, index, target.payloadBytes(deck.model(index)));
    long sentNanos = time.nowNanos();
    long issuedEpochNanos = time.epochNanos();
    recorder.sent(
        phase,
        index,
        request.readyNanos(),
        sentNanos,
        issuedEpochNanos,
        index % settings.issuers(),
        target.channel(classIndex));
    next = index + 1;
    try {
      request.prepared().send(issuedEpochNanos + deck.requestClass(index).sloNanos(), reply);
    } catch (RuntimeException e) {
      reply.done(RequestStatus.INTERNAL, "not dispatched: " + e);
    }
    canceller.sent(deck.tensorKey(index), request.prepared());
  }

  /** Takes the end of one request and makes place for the next. */
  private final class Ending implements Target.Reply {
    private final Phase phase;
    private final int index;
    private final long payloadBytes;
    private long queuedNanos = Recorder.UNKNOWN;
    private long servedNanos = Recorder.UNKNOWN;

    Ending(Phase phase, int index, long payloadBytes) {
      this.phase = phase;
      this.index = index;
      this.payloadBytes = payloadBytes;
    }

    @Override
    public void server(long queuedNanos, long servedNanos) {
      this.queuedNanos = queuedNanos;
      this.servedNanos = servedNanos;
    }

    @Override
    public void done(RequestStatus status, String message) {
      long doneNanos = time.nowNanos();
      if (!recorder.done(phase, index, status, message, doneNanos, queuedNanos, servedNanos)) {
        return;
      }
      budget.release(payloadBytes);
      if (leftOfGroup.decrementAndGet() == 0 || shape.group() == 1) {
        for (int i = 0; i < shape.group(); i++) {
          freeSince.add(doneNanos);
        }
        pump();
      }
    }
  }

  private String drain() throws InterruptedException {
    long giveUpAtNanos = time.nowNanos() + settings.drainLimitNanos();
    while (recorder.endedCount() < recorder.sentCount() && time.nowNanos() < giveUpAtNanos) {
      time.pauseNanos(1_000_000);
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while draining");
      }
    }
    String because = RunEnding.ANSWERED;
    for (int i = 0; i < next; i++) {
      if (!recorder.hasEnded(i)) {
        because = RunEnding.DRAIN_LIMIT;
        recorder.done(
            phase(i),
            i,
            RequestStatus.UNFINISHED,
            "not answered within the drain limit",
            time.nowNanos(),
            Recorder.UNKNOWN,
            Recorder.UNKNOWN);
      }
    }
    for (int i = 0; i < LAST_POLLS && recorder.endedCount() < recorder.sentCount(); i++) {
      time.pauseNanos(1_000_000);
    }
    return because;
  }

  private Recording recording(
      long startedEpochNanos, long endNanos, RunEnding ending, EventCounts counts) {
    int count = next;
    int from = measuredFrom < 0 ? count : measuredFrom;
    int until = cooldownFrom < 0 ? count : cooldownFrom;
    long[] offsets = new long[until - from];
    byte[] classes = new byte[offsets.length];
    byte[] models = new byte[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = planned(from + i) - measureOrigin();
      classes[i] = (byte) deck.classIndex(from + i);
      models[i] = (byte) deck.modelIndex(from + i);
    }
    // Until the last answer, what was asked last took its time as well; and what was never
    // answered, all the time there was.
    long lastDoneNanos = from == until ? endNanos : Long.MIN_VALUE;
    for (int i = from; i < until; i++) {
      long doneNanos = recorder.doneNanos(i);
      lastDoneNanos = Math.max(lastDoneNanos, doneNanos == Recorder.UNKNOWN ? endNanos : doneNanos);
    }
    long lengthNanos = Math.max(1, lastDoneNanos - measureOrigin());
    LoadPlan asked =
        new LoadPlan(
            plan.workload(),
            Math.min(
                1e9,
                Math.max(
                    LoadPlan.MIN_CLASS_RATE_PER_SECOND * plan.workload().classes().size(),
                    offsets.length * 1e9 / lengthNanos)),
            plan.minDurationNanos(),
            plan.minQueryCount(),
            plan.seed(),
            Optional.empty());
    ArrivalSchedule played = ArrivalSchedule.of(asked, offsets, classes, models, lengthNanos);
    Map<Phase, PhaseCounts> phases = new EnumMap<>(Phase.class);
    int[] starts = {0, from, until, count};
    for (Phase phase : Phase.values()) {
      int p = phase == Phase.WARMUP ? 0 : phase == Phase.MEASURE ? 1 : 2;
      int planned = starts[p + 1] - starts[p];
      if (planned > 0) {
        phases.put(phase, PhaseCounts.of(recorder, phase, starts[p], planned, counts));
      }
    }
    return new Recording(
        played,
        played,
        Optional.of(shape),
        rules.cancels(),
        recorder,
        from,
        measureOrigin(),
        startedEpochNanos + measureOrigin(),
        endNanos - measureOrigin(),
        ending,
        phases,
        Optional.ofNullable(fault.get()));
  }

  /** Where the measured load began; 0 if it did not. */
  private long measureOrigin() {
    return measuredFrom < 0 || warmup instanceof PhaseLength.Time ? 0 : measureNanos;
  }
}
