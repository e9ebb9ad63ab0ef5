package io.plumbline.experiments;

import io.plumbline.balancing.grpc.BalancedTargets;
import io.plumbline.loadgen.Arrivals;
import io.plumbline.loadgen.ChannelSettings;
import io.plumbline.loadgen.ClosedShape;
import io.plumbline.loadgen.Encoding;
import io.plumbline.loadgen.LoadPlan;
import io.plumbline.loadgen.PayloadSettings;
import io.plumbline.loadgen.PhaseLength;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.loadgen.RunLimits;
import io.plumbline.loadgen.RunRules;
import io.plumbline.loadgen.SocketTransport;
import io.plumbline.loadgen.TensorGenerator;
import io.plumbline.loadgen.Workload;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Everything that can be asked of a run. The names are those of the command line's flags and of a
 * configuration file.
 *
 * @param schedulerUrl where to send; empty starts the reference scheduler in a child process
 * @param targets where to send if that is more than one scheduler: host:port,host:port,...
 * @param balance with {@code targets}, how each channel chooses among them: a policy's name, or a
 *     name with settings as in {@code {least-cost: {choices: 2}}}; with {@code grpc:} in front of
 *     the name, one of gRPC's own; empty is round-robin
 * @param transport netty (epoll where it loads, otherwise nio), or nio, epoll or io-uring by name;
 *     or in-process (a null scheduler in this JVM), or null (no scheduler at all)
 * @param encoding how a request is turned into bytes
 * @param generator how a tensor's values are made
 * @param workload a preset, or a definition; {@link #of} puts it in place of its file's name
 * @param arrivals the load's shape: when requests come
 * @param traceSha256 of the file that {@code arrivals} replays; {@link #of} fills it in, and
 *     refuses another file
 * @param totalQps offered load of all classes together, requests per second
 * @param durationMs minimum duration of the plan
 * @param minQueryCount minimum count of every class
 * @param warmup real load before the measured one, kept out of every figure: a time ({@code 5s},
 *     {@code 500ms}) or a count of requests
 * @param cooldown likewise after it
 * @param seed root of every derived seed
 * @param loadgenSeed gives every class LoadGen's own stream of this (unsigned) seed
 * @param equalIssue with a LoadGen seed: size of the sample set, of which counts become multiples;
 *     0 is off
 * @param channels gRPC channels; 0 is one per class
 * @param eventLoops threads that write and read; 0 is one less than cores
 * @param writeBufferKb what a connection may hand to the kernel at a time
 * @param retries whether gRPC's retry layer is in between
 * @param issuers issuing threads
 * @param preparedAhead requests kept ready per issuer; 0 chooses by their size
 * @param payloadBudgetMb payload prepared or in flight; 0 is a quarter of the heap
 * @param rpcTimeoutMs after which a call is given up, from its dispatch
 * @param drainLimitMs wait for answers after the last request; 0 is the RPC timeout
 * @param rehearsalMs how long the generator rehearses before the run; 0 leaves it out
 * @param maxOutstanding cap on requests that were sent and have not ended
 * @param overCap what happens to a request that is due while the cap is reached
 * @param cancelShare share of requests that are cancelled, 0 to 1
 * @param cancelAfterMs how long after being sent
 * @param maxRequests stop issuing after so many requests
 * @param maxDurationMs stop issuing this long after the start
 * @param maxErrors stop at so many failed requests
 * @param maxErrorRate stop when this share of the latest {@code errorWindow} ended requests failed
 * @param maxGlobalErrorRate stop when this share of all ended requests failed, once {@code
 *     errorMinimum} have ended
 * @param overSaturation whether to look for a backlog that only grows, and stop there
 * @param stopWhenNarrow a quantile and a relative half width, such as {@code p99:0.05}: stop when
 *     its interval is that narrow
 * @param limitScope what a limit that found trouble stops; others end their point only
 * @param calibration what this machine can do, as {@code calibrate} stored it
 * @param outputDir for the LoadGen-format logs
 * @param metricsCsv one row per request
 * @param json the result document; empty is result.json in {@code outputDir}
 */
public record LoadSettings(
    Optional<String> schedulerUrl,
    Optional<String> targets,
    Optional<String> balance,
    Transport transport,
    Encoding encoding,
    TensorGenerator generator,
    String workload,
    String arrivals,
    Optional<String> traceSha256,
    double totalQps,
    long durationMs,
    int minQueryCount,
    Optional<String> warmup,
    Optional<String> cooldown,
    long seed,
    Optional<String> loadgenSeed,
    int equalIssue,
    int channels,
    int eventLoops,
    int writeBufferKb,
    boolean retries,
    int issuers,
    int preparedAhead,
    int payloadBudgetMb,
    long rpcTimeoutMs,
    long drainLimitMs,
    long rehearsalMs,
    OptionalInt maxOutstanding,
    Optional<OverCap> overCap,
    OptionalDouble cancelShare,
    OptionalLong cancelAfterMs,
    OptionalInt maxRequests,
    OptionalLong maxDurationMs,
    OptionalLong maxErrors,
    OptionalDouble maxErrorRate,
    OptionalInt errorWindow,
    OptionalDouble maxGlobalErrorRate,
    OptionalInt errorMinimum,
    Optional<OverSaturation> overSaturation,
    Optional<String> stopWhenNarrow,
    Optional<LimitScope> limitScope,
    Optional<String> calibration,
    String outputDir,
    String metricsCsv,
    Optional<String> json) {

  private static final Pattern PRECISION =
      Pattern.compile("p(\\d{1,2}(?:\\.\\d{1,4})?):(0?\\.\\d{1,6})");

  private static final long DEFAULT_CANCEL_AFTER_MS = 10;
  private static final int MAX_WRITE_BUFFER_KB = 1 << 20;
  private static final long MAX_MILLIS = 30L * 24 * 3600 * 1000;

  /** What happens to a request that is due while as many are outstanding as may be. */
  public enum OverCap {
    /** It is not sent; its row says OVER_CAP, and it missed its SLO. */
    REFUSE,
    /** It is sent when a place is free; its response time still counts from the planned instant. */
    DELAY;

    @Override
    public String toString() {
      return flag(this);
    }
  }

  /** What is done about a target whose backlog only grows. */
  public enum OverSaturation {
    /** It is told of, once it is seen. */
    MONITOR,
    STOP;

    @Override
    public String toString() {
      return flag(this);
    }
  }

  /** What ends when a limit that found trouble is reached. */
  public enum LimitScope {
    POINT,
    SWEEP;

    @Override
    public String toString() {
      return flag(this);
    }
  }

  private static String flag(Enum<?> choice) {
    return choice.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** How requests travel. */
  public enum Transport {
    NETTY("netty"),
    NIO("nio"),
    EPOLL("epoll"),
    IO_URING("io-uring"),
    IN_PROCESS("in-process"),
    NULL("null");

    private final String flag;

    Transport(String flag) {
      this.flag = flag;
    }

    /** As on the command line. */
    @Override
    public String toString() {
      return flag;
    }

    /** What carries the bytes; empty where there are no sockets. */
    Optional<SocketTransport> sockets() {
      return switch (this) {
        case NETTY -> Optional.of(SocketTransport.best());
        case NIO -> Optional.of(SocketTransport.NIO);
        case EPOLL -> Optional.of(SocketTransport.EPOLL);
        case IO_URING -> Optional.of(SocketTransport.IO_URING);
        case IN_PROCESS, NULL -> Optional.empty();
      };
    }
  }

  /** What is used for whatever is not asked for. */
  public static LoadSettings defaults() {
    return new LoadSettings(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Transport.NETTY,
        Encoding.BULK,
        TensorGenerator.COUNTER,
        "balanced",
        "poisson",
        Optional.empty(),
        30,
        60_000,
        100,
        Optional.empty(),
        Optional.empty(),
        LoadPlan.DEFAULT_SEED,
        Optional.empty(),
        0,
        0,
        0,
        ChannelSettings.DEFAULT_WRITE_BUFFER_BYTES / 1024,
        false,
        1,
        0,
        0,
        5_000,
        0,
        3_000,
        OptionalInt.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalInt.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "./loadgen_logs",
        "./metrics.csv",
        Optional.empty());
  }

  public LoadSettings {
    require(
        totalQps > 0 && Double.isFinite(totalQps), "total-qps", "positive and finite", totalQps);
    require(totalQps <= 1e9, "total-qps", "at most 1e9", totalQps);
    atMost30Days("duration-ms", durationMs);
    atMost30Days("rpc-timeout-ms", rpcTimeoutMs);
    atMost30Days("drain-limit-ms", drainLimitMs);
    atMost30Days("rehearsal-ms", rehearsalMs);
    notBlank("workload", workload);
    notBlank("arrivals", arrivals);
    if (closedShape(arrivals).isEmpty() && TraceHash.fileOf(arrivals).isEmpty()) {
      shape(arrivals);
    }
    traceSha256.ifPresent(
        hash -> {
          if (TraceHash.fileOf(arrivals).isEmpty()) {
            throw new UsageException("--trace-sha256 " + hash + " needs --arrivals trace:FILE");
          }
        });
    warmup.ifPresent(text -> phase("warmup", text));
    cooldown.ifPresent(text -> phase("cooldown", text));
    maxOutstanding.ifPresent(count -> atLeast(1, "max-outstanding", count));
    if (overCap.isPresent() && maxOutstanding.isEmpty()) {
      throw new UsageException("--over-cap " + overCap.get() + " needs --max-outstanding");
    }
    cancelShare.ifPresent(share -> share("cancel-share", share));
    cancelAfterMs.ifPresent(
        millis -> {
          atLeast(0, "cancel-after-ms", millis);
          atMost30Days("cancel-after-ms", millis);
        });
    maxRequests.ifPresent(count -> atLeast(1, "max-requests", count));
    maxDurationMs.ifPresent(
        millis -> {
          atLeast(1, "max-duration-ms", millis);
          atMost30Days("max-duration-ms", millis);
        });
    maxErrors.ifPresent(count -> atLeast(1, "max-errors", count));
    maxErrorRate.ifPresent(share -> errorRate("max-error-rate", share));
    maxGlobalErrorRate.ifPresent(share -> errorRate("max-global-error-rate", share));
    errorWindow.ifPresent(
        count -> {
          needs("error-window", count, "max-error-rate", maxErrorRate);
          require(
              count <= RunLimits.MAX_WINDOW,
              "error-window",
              "at most " + RunLimits.MAX_WINDOW,
              count);
        });
    errorMinimum.ifPresent(
        count -> needs("error-minimum", count, "max-global-error-rate", maxGlobalErrorRate));
    overSaturation.ifPresent(
        what ->
            needsOpenLoop(
                "--over-saturation " + what,
                arrivals,
                "what " + arrivals + " asks, the target decides"));
    maxOutstanding.ifPresent(
        count ->
            needsOpenLoop(
                "--max-outstanding " + count,
                arrivals,
                arrivals + " says itself how many are outstanding"));
    loadgenSeed.ifPresent(
        text ->
            needsOpenLoop(
                "--loadgen-seed " + text, arrivals, "LoadGen's streams say when requests come"));
    closedShape(arrivals)
        .filter(shape -> shape.kind() == ClosedShape.Kind.MULTI_STREAM)
        .ifPresent(
            shape ->
                maxRequests.ifPresent(
                    count -> atLeast(shape.outstanding().orElseThrow(), "max-requests", count)));
    // An object that is not made yet has no fields to ask.
    limits(
        maxErrors,
        errorRate(maxErrorRate, errorWindow),
        errorRate(maxGlobalErrorRate, errorMinimum),
        overSaturation,
        stopWhenNarrow,
        limitScope);
    if (cancelAfterMs.isPresent() && cancelShare.isEmpty()) {
      throw new UsageException(
          "--cancel-after-ms " + cancelAfterMs.getAsLong() + " needs --cancel-share");
    }
    notBlank("output-dir", outputDir);
    notBlank("metrics-csv", metricsCsv);
    json.ifPresent(file -> notBlank("json", file));
    atLeast(1, "duration-ms", durationMs);
    atLeast(1, "min-query-count", minQueryCount);
    atLeast(0, "equal-issue", equalIssue);
    atLeast(0, "channels", channels);
    atLeast(0, "event-loops", eventLoops);
    require(
        writeBufferKb >= 1 && writeBufferKb <= MAX_WRITE_BUFFER_KB,
        "write-buffer-kb",
        "1 to " + MAX_WRITE_BUFFER_KB,
        writeBufferKb);
    require(issuers >= 1 && issuers <= 127, "issuers", "1 to 127", issuers);
    require(
        preparedAhead >= 0 && preparedAhead <= 10_000,
        "prepared-ahead",
        "0 to 10000",
        preparedAhead);
    atLeast(0, "payload-budget-mb", payloadBudgetMb);
    atLeast(1, "rpc-timeout-ms", rpcTimeoutMs);
    atLeast(0, "drain-limit-ms", drainLimitMs);
    atLeast(0, "rehearsal-ms", rehearsalMs);
    schedulerUrl.ifPresent(HostPort::parse);
    targets.ifPresent(TargetList::addresses);
    balance.ifPresent(TargetList::policy);
    if (balance.isPresent() && targets.isEmpty()) {
      throw new UsageException("--balance " + balance.get() + " needs --targets");
    }
    if (targets.isPresent() && schedulerUrl.isPresent()) {
      throw new UsageException(
          "--targets and --scheduler-url exclude each other: leave out --scheduler-url "
              + schedulerUrl.get());
    }
    loadgenSeed.ifPresent(LoadSettings::unsigned);
    if (json.isPresent() && Path.of(json.get()).equals(Path.of(metricsCsv))) {
      throw new UsageException("--json and --metrics-csv name the same file: " + metricsCsv);
    }
    transport
        .sockets()
        .flatMap(SocketTransport::whyNot)
        .ifPresent(
            reason -> {
              throw new UsageException("--transport " + transport + ": " + reason);
            });
    if (equalIssue > 0 && loadgenSeed.isEmpty()) {
      throw new UsageException(
          "--equal-issue "
              + equalIssue
              + " is LoadGen's rule for ending a class: add --loadgen-seed");
    }
    if (targets.isPresent() && transport.sockets().isEmpty()) {
      throw new UsageException(
          "--transport "
              + transport
              + " brings its own target: leave out --targets "
              + targets.get());
    }
    if (schedulerUrl.isPresent() && transport.sockets().isEmpty()) {
      throw new UsageException(
          "--transport "
              + transport
              + " brings its own target: leave out --scheduler-url "
              + schedulerUrl.get());
    }
  }

  /**
   * What a configuration file says, if there is one, and over it what flags say, both over the
   * defaults.
   *
   * @param flags by their names without the dashes
   * @throws UsageException naming the flag, or the file, its line and its field
   */
  static LoadSettings of(Optional<Path> configFile, Map<String, Object> flags) {
    return Scenario.read(configFile.map(Path::toString), List.of(), Map.of()).settings(flags);
  }

  /** The names of all settings: those of the flags, without the dashes. */
  public static Set<String> names() {
    return Arrays.stream(LoadSettings.class.getRecordComponents())
        .map(LoadSettings::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What may be said of a setting that is a choice; empty if it is none. */
  public static List<String> choices(String name) {
    return Arrays.stream(LoadSettings.class.getRecordComponents())
        .filter(component -> name(component).equals(name))
        .map(LoadSettings::typeOrContent)
        .filter(Class::isEnum)
        .flatMap(type -> Arrays.stream(type.getEnumConstants()))
        .map(String::valueOf)
        .toList();
  }

  private static Class<?> typeOrContent(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType optional
            && optional.getActualTypeArguments()[0] instanceof Class<?> content
        ? content
        : component.getType();
  }

  private static String name(RecordComponent component) {
    return component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** The default of every setting that has one, as text, by the flag's name. */
  public static Map<String, String> defaultTexts() {
    Map<String, String> texts = new TreeMap<>();
    Yaml.toMap(defaults()).forEach((name, value) -> texts.put(name, value.toString()));
    return texts;
  }

  private static void needsOpenLoop(String flag, String arrivals, String why) {
    if (closedShape(arrivals).isPresent()) {
      throw new UsageException(flag + " needs an open loop: " + why);
    }
  }

  private static void needs(String flag, int value, String other, OptionalDouble bound) {
    atLeast(1, flag, value);
    if (bound.isEmpty()) {
      throw new UsageException("--" + flag + " " + value + " needs --" + other);
    }
  }

  private static void share(String flag, double share) {
    require(share >= 0 && share <= 1, flag, "between 0 and 1", share);
  }

  private static void errorRate(String flag, double share) {
    require(share > 0 && share <= 1, flag, "above 0 and at most 1", share);
  }

  private static PhaseLength phase(String flag, String text) {
    try {
      return PhaseLength.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + flag + " " + e.getMessage(), e);
    }
  }

  private static Optional<ClosedShape> closedShape(String arrivals) {
    try {
      return ClosedShape.isNamedBy(arrivals)
          ? Optional.of(ClosedShape.parse(arrivals))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--arrivals: " + e.getMessage(), e);
    }
  }

  /** Set if requests wait for answers. */
  Optional<ClosedShape> closedShape() {
    return closedShape(arrivals);
  }

  PhaseLength warmupLength() {
    return warmup.map(text -> phase("warmup", text)).orElse(PhaseLength.NONE);
  }

  PhaseLength cooldownLength() {
    return cooldown.map(text -> phase("cooldown", text)).orElse(PhaseLength.NONE);
  }

  RunRules rules() {
    return new RunRules(
        maxOutstanding.isPresent()
            ? Optional.of(
                new RunRules.Cap(
                    maxOutstanding.getAsInt(), overCap.equals(Optional.of(OverCap.DELAY))))
            : Optional.empty(),
        cancelShare.isPresent()
            ? Optional.of(
                new RunRules.Cancellation(
                    cancelShare.getAsDouble(),
                    cancelAfterMs.orElse(DEFAULT_CANCEL_AFTER_MS) * 1_000_000L))
            : Optional.empty(),
        maxRequests,
        maxDurationMs.isPresent()
            ? OptionalLong.of(maxDurationMs.getAsLong() * 1_000_000L)
            : OptionalLong.empty(),
        limits(
            maxErrors,
            errorRate(maxErrorRate, errorWindow),
            errorRate(maxGlobalErrorRate, errorMinimum),
            overSaturation,
            stopWhenNarrow,
            limitScope));
  }

  /** {@code concurrent@8}: a closed loop, and the number that says how much of it. */
  static String label(ClosedShape closed) {
    OptionalInt outstanding = closed.outstanding();
    return closed.kind() + (outstanding.isPresent() ? "@" + outstanding.getAsInt() : "");
  }

  private static RunLimits limits(
      OptionalLong maxErrors,
      Optional<RunLimits.ErrorRate> recentErrors,
      Optional<RunLimits.ErrorRate> allErrors,
      Optional<OverSaturation> overSaturation,
      Optional<String> stopWhenNarrow,
      Optional<LimitScope> limitScope) {
    try {
      return new RunLimits(
          maxErrors,
          recentErrors,
          allErrors,
          overSaturation
              .map(
                  what ->
                      what == OverSaturation.STOP
                          ? RunLimits.Saturation.ENFORCE
                          : RunLimits.Saturation.MONITOR)
              .orElse(RunLimits.Saturation.OFF),
          stopWhenNarrow.map(LoadSettings::precision),
          limitScope.equals(Optional.of(LimitScope.SWEEP))
              ? RunLimits.Scope.SWEEP
              : RunLimits.Scope.POINT);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }

  private static Optional<RunLimits.ErrorRate> errorRate(OptionalDouble bound, OptionalInt over) {
    return bound.isPresent()
        ? Optional.of(
            new RunLimits.ErrorRate(
                bound.getAsDouble(), over.orElse(RunLimits.ErrorRate.DEFAULT_REQUESTS)))
        : Optional.empty();
  }

  private static RunLimits.Precision precision(String text) {
    Matcher matcher = PRECISION.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException(
          "--stop-when-narrow must be a quantile and a share, as in p99:0.05: \"" + text + '"');
    }
    double percent = Double.parseDouble(matcher.group(1));
    double share = Double.parseDouble(matcher.group(2));
    if (percent == 0 || share == 0) {
      throw new UsageException("--stop-when-narrow must have both above 0: \"" + text + '"');
    }
    return RunLimits.Precision.of(percent / 100, share);
  }

  private static void atMost30Days(String flag, long millis) {
    require(millis <= MAX_MILLIS, flag, "at most 30 days (" + MAX_MILLIS + ")", millis);
  }

  private static void notBlank(String flag, String value) {
    require(!value.isBlank(), flag, "named", '"' + value + '"');
  }

  private static void atLeast(long bound, String flag, long value) {
    require(value >= bound, flag, "at least " + bound, value);
  }

  private static void require(boolean holds, String flag, String what, Object value) {
    if (!holds) {
      throw new UsageException("--" + flag + " must be " + what + ": " + value);
    }
  }

  private static long unsigned(String seed) {
    try {
      return Long.parseUnsignedLong(seed);
    } catch (NumberFormatException e) {
      throw new UsageException(
          "--loadgen-seed must be an unsigned 64-bit number: \"" + seed + "\"", e);
    }
  }

  /** The plan that these settings ask for. */
  LoadPlan plan() {
    return plan(Workloads.named(workload));
  }

  LoadPlan plan(Workload of) {
    if (closedShape().isPresent()) {
      of.classes().forEach(c -> requireSteady(of, c));
    }
    Arrivals shape = shape(of);
    try {
      if (shape instanceof Arrivals.Trace trace) {
        loadgenSeed.ifPresent(
            text -> {
              throw new UsageException(
                  "--loadgen-seed " + text + " and --arrivals " + arrivals + " exclude each other");
            });
        return LoadPlan.replay(of, trace, seed);
      }
      return new LoadPlan(
          of,
          shape,
          totalQps,
          durationMs * 1_000_000L,
          minQueryCount,
          seed,
          loadgenSeed.map(text -> new LoadPlan.LoadGenStreams(unsigned(text), equalIssue)));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e);
    }
  }

  /** In a closed loop nothing happens at an instant that could be said beforehand. */
  private void requireSteady(Workload of, RequestClass c) {
    if (c.arrivals().isPresent() || !c.switches().isEmpty()) {
      throw new UsageException(
          "class "
              + c.label()
              + " of workload "
              + of.name()
              + " needs an open loop for its "
              + (c.arrivals().isPresent() ? "arrivals" : "model switches")
              + ": in "
              + arrivals
              + " the answers say when it comes");
    }
  }

  private Arrivals shape(Workload of) {
    if (closedShape().isPresent()) {
      return new Arrivals.Poisson(false); // Nothing comes by a plan.
    }
    return TraceHash.fileOf(arrivals).isPresent() ? trace(of) : shape(arrivals);
  }

  private Arrivals trace(Workload of) {
    try {
      return Arrivals.parse(arrivals, file -> TraceFile.read(Path.of(file), of));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  private static Arrivals shape(String arrivals) {
    try {
      return Arrivals.parse(arrivals);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  /** How long the drain may take. */
  long drainLimitNanos() {
    // An RPC timeout set off just before the limit may still report itself.
    return drainLimitMs > 0 ? drainLimitMs * 1_000_000L : (rpcTimeoutMs + 200) * 1_000_000L;
  }

  /** Whether what is measured was there before. */
  boolean namesItsTarget() {
    return schedulerUrl.isPresent() || targets.isPresent();
  }

  /**
   * The schedulers that calls are balanced among; empty if there is but one.
   *
   * @throws UsageException if one of them is unknown, or there twice
   */
  Optional<BalancedTargets> balanced() {
    return targets.map(
        list -> TargetList.balanced(list, balance.orElse(TargetList.DEFAULT_POLICY), seed));
  }

  ChannelSettings connections(int count) {
    return new ChannelSettings(
        transport.sockets().orElse(SocketTransport.NIO),
        count,
        eventLoops > 0 ? eventLoops : ChannelSettings.defaultEventLoops(),
        Math.multiplyExact(writeBufferKb, 1024),
        retries,
        Duration.ofMillis(rpcTimeoutMs));
  }

  PayloadSettings payload() {
    return new PayloadSettings(encoding, generator);
  }

  long payloadBudgetBytes() {
    return payloadBudgetMb > 0
        ? payloadBudgetMb * 1024L * 1024
        : Runtime.getRuntime().maxMemory() / 4;
  }

  Path jsonFile() {
    return json.map(Path::of).orElseGet(() -> Path.of(outputDir, "result.json"));
  }
}
