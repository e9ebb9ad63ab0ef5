package io.plumbline.experiments;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.OperatingSystemMXBean;
import io.plumbline.loadgen.GeneratorHealth;
import io.plumbline.loadgen.GeneratorHealth.Pause;
import io.plumbline.loadgen.HealthReading;
import io.plumbline.loadgen.RunClock;
import io.plumbline.loadgen.RunSampler;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * Reads how this process fares while it generates load: from the JVM's beans and counters, and from
 * Linux's pseudo-files. What cannot be read is absent.
 *
 * <p>Started with the first measured request, and stopped after the drain; in between a thread
 * looks four times a second at what would be gone by then.
 */
final class HealthProbe implements AutoCloseable {
  private static final long LOOK_MILLIS = 250;
  private static final int LONGEST_COLLECTIONS = 20;

  /** Processor time is counted in ticks of 10 ms, which say nothing of a shorter time. */
  private static final long CPU_WINDOW_NANOS = 200_000_000;

  /** What concurrent collectors report beside their pauses: work, while threads go on. */
  private static final String CYCLE = "end of GC cycle";

  /** The beans of such work, whose time is no stop; JDKs differ in which they have. */
  private static final String CONCURRENT_BEANS = ".*(Cycles|Concurrent).*";

  private static final String SAFEPOINTS = "sun.rt.safepoints";
  private static final String SAFEPOINT_TICKS = "sun.rt.safepointTime";
  private static final String TICKS_PER_SECOND = "sun.os.hrt.frequency";

  /** One stop for a collection, and what it left. */
  private record Collection(long startedMillis, long lengthMillis, long usedAfterBytes) {}

  /** Collections as they are told, by a thread of the JVM. */
  private final List<Collection> collections = new ArrayList<>();

  private final NotificationListener listener = this::collected;
  private final Set<String> heapPools;

  private final KernelFiles files;
  private final RunClock clock;
  private final long startedNanoTime;
  private final Optional<KernelFiles.CpuTicks> ticks;
  private final Map<String, Long> counters;
  private final Map<String, Long> tcp;
  private final OptionalDouble cpuNanos;
  private final long collectingMillis;
  private final ThreadWaits waits;
  private final Thread looker;

  private HealthProbe(KernelFiles files, RunClock clock) {
    this.files = files;
    this.clock = clock;
    this.heapPools =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getName)
            .collect(Collectors.toUnmodifiableSet());
    this.waits = new ThreadWaits(files);
    this.ticks = files.cpuTicks();
    this.counters = PerfCounters.own();
    this.tcp = tcp();
    this.cpuNanos = cpuNanos();
    this.collectingMillis = collectingMillis();
    this.startedNanoTime = clock.nanoTime();
    this.looker = new Thread(this::look, "plumbline-health");
    looker.setDaemon(true);
  }

  /** Starts to read. */
  static HealthProbe start(RunClock clock) {
    return start(clock, Path.of("/"));
  }

  /** Reads the kernel's files below {@code root} instead. */
  static HealthProbe start(RunClock clock, Path root) {
    HealthProbe probe = new HealthProbe(new KernelFiles(root), clock);
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (bean instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(probe.listener, null, null);
      }
    }
    probe.looker.start();
    return probe;
  }

  private void look() {
    try {
      while (true) {
        Thread.sleep(LOOK_MILLIS);
        waits.look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void collected(Notification notification, Object handback) {
    if (!notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    GarbageCollectionNotificationInfo told =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData());
    if (told.getGcAction().equals(CYCLE)) {
      return;
    }
    long usedAfterBytes =
        told.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
            .filter(pool -> heapPools.contains(pool.getKey()))
            .mapToLong(pool -> pool.getValue().getUsed())
            .sum();
    synchronized (collections) {
      collections.add(
          new Collection(
              told.getGcInfo().getStartTime(), told.getGcInfo().getDuration(), usedAfterBytes));
    }
  }

  /**
   * Everything that was read.
   *
   * @param runStartedEpochNanos the wall clock at the start of the run
   * @param sampled what was seen beside
   */
  GeneratorHealth stop(long runStartedEpochNanos, RunSampler.Sampled sampled)
      throws InterruptedException {
    close();
    looker.join();
    waits.look();
    long windowNanos = Math.max(1, clock.nanoTime() - startedNanoTime);
    Map<HealthReading, Double> readings = new EnumMap<>(HealthReading.class);
    OptionalDouble steal = KernelFiles.stealRatio(ticks, files.cpuTicks());
    steal.ifPresent(ratio -> readings.put(HealthReading.STEAL, ratio));
    readings.put(
        HealthReading.GC_TIME, (collectingMillis() - collectingMillis) * 1e6 / windowNanos);
    OptionalDouble cpuNow = cpuNanos();
    if (cpuNanos.isPresent() && cpuNow.isPresent() && windowNanos >= CPU_WINDOW_NANOS) {
      readings.put(
          HealthReading.PROCESS_CPU,
          (cpuNow.getAsDouble() - cpuNanos.getAsDouble())
              / windowNanos
              / Runtime.getRuntime().availableProcessors());
    }
    readThreads(windowNanos, readings);
    readCounters(windowNanos, readings);
    readTcp(readings);
    if (sampled.inFlight().isPresent()) {
      readings.put(HealthReading.HICCUP_P99, (double) sampled.hiccupP99Nanos());
      readings.put(HealthReading.HICCUP_MAX, (double) sampled.hiccupMaxNanos());
    }
    return new GeneratorHealth(
        windowNanos,
        readings,
        sampled.standstills(),
        readCollections(runStartedEpochNanos, readings));
  }

  private void readThreads(long windowNanos, Map<HealthReading, Double> readings) {
    waits.processWait().ifPresent(share -> readings.put(HealthReading.PROCESS_WAIT, share));
    waits
        .issuerWaitNanos()
        .ifPresent(nanos -> readings.put(HealthReading.ISSUER_WAIT, (double) nanos / windowNanos));
    waits
        .issuerSwitches()
        .ifPresent(count -> readings.put(HealthReading.ISSUER_SWITCHES, (double) count));
  }

  private void readCounters(long windowNanos, Map<HealthReading, Double> readings) {
    Map<String, Long> now = PerfCounters.own();
    Set<String> wanted = Set.of(SAFEPOINTS, SAFEPOINT_TICKS, TICKS_PER_SECOND);
    if (counters.keySet().containsAll(wanted) && now.keySet().containsAll(wanted)) {
      double seconds =
          (double) increase(SAFEPOINT_TICKS, counters, now)
              / now.getOrDefault(TICKS_PER_SECOND, 1L);
      readings.put(HealthReading.SAFEPOINT_TIME, seconds * 1e9 / windowNanos);
      readings.put(HealthReading.SAFEPOINTS, (double) increase(SAFEPOINTS, counters, now));
    }
  }

  private void readTcp(Map<HealthReading, Double> readings) {
    Map<String, Long> now = tcp();
    if (tcp.containsKey("OutSegs") && now.containsKey("OutSegs")) {
      readings.put(HealthReading.TCP_SENT, (double) increase("OutSegs", tcp, now));
      readings.put(HealthReading.TCP_RETRANSMITTED, (double) increase("RetransSegs", tcp, now));
    }
  }

  private static long increase(String name, Map<String, Long> before, Map<String, Long> after) {
    return after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
  }

  private List<Pause> readCollections(
      long runStartedEpochNanos, Map<HealthReading, Double> readings) {
    // Collections are told in milliseconds since the JVM's start.
    long shiftNanos =
        ManagementFactory.getRuntimeMXBean().getStartTime() * 1_000_000L - runStartedEpochNanos;
    List<Collection> during;
    synchronized (collections) {
      during = List.copyOf(collections);
    }
    during.stream()
        .mapToLong(Collection::lengthMillis)
        .max()
        .ifPresent(millis -> readings.put(HealthReading.GC_PAUSE_MAX, millis * 1e6));
    double heapBytes = Runtime.getRuntime().maxMemory();
    during.stream()
        .mapToDouble(collection -> collection.usedAfterBytes() / heapBytes)
        .max()
        .ifPresent(share -> readings.put(HealthReading.HEAP_AFTER_GC, share));
    return during.stream()
        .filter(collection -> collection.lengthMillis() > 0)
        .sorted(Comparator.comparingLong(Collection::lengthMillis).reversed())
        .limit(LONGEST_COLLECTIONS)
        .sorted(Comparator.comparingLong(Collection::startedMillis))
        .map(
            collection ->
                new Pause(
                    collection.startedMillis() * 1_000_000L + shiftNanos,
                    collection.lengthMillis() * 1_000_000L))
        .toList();
  }

  private static long collectingMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .filter(bean -> !bean.getName().matches(CONCURRENT_BEANS))
        .mapToLong(bean -> Math.max(0, bean.getCollectionTime()))
        .sum();
  }

  private static OptionalDouble cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            && system.getProcessCpuTime() >= 0
        ? OptionalDouble.of((double) system.getProcessCpuTime())
        : OptionalDouble.empty();
  }

  /** The kernel's line of names and line of values for TCP. */
  private Map<String, Long> tcp() {
    List<String[]> lines =
        files.read("proc/net/snmp").stream()
            .flatMap(String::lines)
            .filter(line -> line.startsWith("Tcp: "))
            .map(line -> line.split(" ", -1))
            .toList();
    Map<String, Long> values = new HashMap<>();
    for (int i = 1; lines.size() == 2 && i < lines.get(0).length; i++) {
      values.put(lines.get(0)[i], Long.parseLong(lines.get(1)[i]));
    }
    return values;
  }

  /** Reads nothing more. */
  @Override
  public void close() {
    looker.interrupt();
    for (GarbageCollectorMXBean bean : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (bean instanceof NotificationEmitter emitter) {
        try {
          emitter.removeNotificationListener(listener);
        } catch (ListenerNotFoundException e) {
          // Closed before.
        }
      }
    }
  }
}
