package io.plumbline.cli;

import io.plumbline.experiments.LoadSettings;
import io.plumbline.experiments.Scenario;
import io.plumbline.experiments.UsageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/**
 * The flags of everything that offers load. Their names are the settings' names; their defaults are
 * the settings'.
 *
 * <p>Only what was given on the command line is passed on, so that a file can speak for the rest.
 */
@SuppressWarnings("UnusedVariable") // the fields declare flags; the parse result has their values
final class LoadOptions {
  @Option(
      names = "--config",
      paramLabel = "NAME|FILE",
      description = {
        "A scenario: settings by the names of these flags, which a flag overrides. One of quick, balanced, surge and soak"
            + " (see plumbline scenarios), a YAML file, or a result.json, which is offered again."
      })
  private @Nullable String config;

  @Option(
      names = "--override",
      paramLabel = "KEY=VALUE",
      description =
          "Change one value of the scenario, such as total-qps=50 or workload.classes.0.share=0.5; repeatable.")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--arrivals",
      paramLabel = "SHAPE",
      description = {
        "When requests come (default: ${DEFAULT-VALUE}). Open loop, times in seconds, factors of --total-qps:",
        "  poisson[:initial-burst], constant[:initial-burst], gamma:CV, burst:ON,OFF,FACTOR, spike:AT,LENGTH,FACTOR,",
        "  ramp:FROM,TO,LENGTH, steps:FACTORxLENGTH,..., trace:FILE[,scale=S];",
        "closed loop, where --total-qps means nothing:",
        "  synchronous, concurrent:N[,ramp=S], throughput[:MAX][,ramp=S], and LoadGen's single-stream, multi-stream[:N], offline."
      })
  private String arrivals = "";

  @Option(
      names = "--trace-sha256",
      paramLabel = "HASH",
      description =
          "With --arrivals trace:FILE: refuse the file if its SHA-256 is another (default: any file will do).")
  private String traceSha256 = "";

  @Option(
      names = "--warmup",
      paramLabel = "TIME|COUNT",
      description =
          "Real load before the measured one, kept out of every figure: 5s, 500ms, or a number of requests (default: none).")
  private String warmup = "";

  @Option(
      names = "--cooldown",
      paramLabel = "TIME|COUNT",
      description =
          "Real load after the measured one, so that its last requests meet no emptying target (default: none).")
  private String cooldown = "";

  @Option(
      names = "--max-outstanding",
      paramLabel = "N",
      description = "Never have more requests outstanding than N (default: no cap).")
  private int maxOutstanding;

  @Option(
      names = "--over-cap",
      paramLabel = "WHAT",
      description =
          "With --max-outstanding: refuse (the request is not sent, and missed its SLO) or delay (it is sent when a place is"
              + " free; its response time counts from when it was planned) (default: refuse).",
      completionCandidates = OverCaps.class)
  private String overCap = "";

  @Option(
      names = "--cancel-share",
      paramLabel = "SHARE",
      description =
          "Cancel this share of requests, 0 to 1, --cancel-after-ms after they were sent (default: 0).")
  private double cancelShare;

  @Option(
      names = "--cancel-after-ms",
      paramLabel = "MS",
      description = "When to cancel them (default: 10).")
  private long cancelAfterMs;

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      description = "Stop issuing after N requests, warm-up not counted (default: no bound).")
  private long maxRequests;

  @Option(
      names = "--max-duration-ms",
      paramLabel = "MS",
      description = "Stop issuing MS after the start of the measured load (default: no bound).")
  private long maxDurationMs;

  @Option(
      names = "--max-errors",
      paramLabel = "N",
      description = "Stop when N requests have failed (default: no bound).")
  private long maxErrors;

  @Option(
      names = "--max-error-rate",
      paramLabel = "SHARE",
      description =
          "Stop when this share of the latest --error-window requests failed, 0 to 1 (default: no bound).")
  private double maxErrorRate;

  @Option(
      names = "--error-window",
      paramLabel = "N",
      description = "The requests that --max-error-rate looks back on (default: 30).")
  private int errorWindow;

  @Option(
      names = "--max-global-error-rate",
      paramLabel = "SHARE",
      description =
          "Stop when this share of all requests failed, once --error-minimum have ended, 0 to 1 (default: no bound).")
  private double maxGlobalErrorRate;

  @Option(
      names = "--error-minimum",
      paramLabel = "N",
      description = "Before so many have ended --max-global-error-rate says nothing (default: 30).")
  private int errorMinimum;

  @Option(
      names = "--over-saturation",
      paramLabel = "WHAT",
      description =
          "Look for a target that cannot keep up: monitor (tell) or stop (tell and stop) (default: do not look).",
      completionCandidates = OverSaturations.class)
  private String overSaturation = "";

  @Option(
      names = "--stop-when-narrow",
      paramLabel = "QUANTILE:SHARE",
      description =
          "Stop when the interval of a response-time quantile is narrow enough: p99:0.05 is within 5 %% of its value (default: never).")
  private String stopWhenNarrow = "";

  @Option(
      names = "--limit-scope",
      paramLabel = "SCOPE",
      description =
          "What a limit on errors or over-saturation stops in a sweep: point, or sweep (default: point). Other limits end"
              + " their point only.",
      completionCandidates = LimitScopes.class)
  private String limitScope = "";

  @Option(
      names = "--calibration",
      paramLabel = "FILE",
      description =
          "What this machine can do, as calibrate stored it (default: plumbline-calibration.json, if it is there).")
  private String calibration = "";

  @Option(
      names = "--duration-ms",
      paramLabel = "MS",
      description = "Minimum duration of the plan (default: ${DEFAULT-VALUE}).")
  private long durationMs;

  @Option(
      names = "--min-query-count",
      paramLabel = "N",
      description =
          "Every class has at least this many requests; the plan is extended until it has (default: ${DEFAULT-VALUE}).")
  private int minQueryCount;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Root of every seed: arrivals per class, models, tensors (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--loadgen-seed",
      paramLabel = "N",
      description =
          "Give every class MLPerf LoadGen's own stream of this unsigned seed, first arrival at 0; classes of equal rate"
              + " then fire in lock-step, as separate LoadGens do.")
  private String loadgenSeed = "";

  @Option(
      names = "--equal-issue",
      paramLabel = "S",
      description =
          "With --loadgen-seed: end each class on a multiple of S requests; 0 is off (default: ${DEFAULT-VALUE}).")
  private int equalIssue;

  @Option(
      names = "--scheduler-url",
      paramLabel = "HOST:PORT",
      description =
          "The scheduler to measure; without it the reference scheduler runs in a child process.")
  private String schedulerUrl = "";

  @Option(
      names = "--targets",
      paramLabel = "HOST:PORT,...",
      description =
          "Several schedulers instead of one; each channel chooses for every request, as --balance says.")
  private String targets = "";

  @Option(
      names = "--balance",
      paramLabel = "POLICY",
      description = {
        "With --targets, how to choose: the name of a policy, or with settings as in '{least-cost: {choices: 2}}' (default: round-robin).",
        "gRPC's own are grpc:round_robin and grpc:pick_first, and with grpc-xds on the class path grpc:weighted_round_robin"
            + " and grpc:least_request_experimental. What reads reports needs schedulers that send them: serve --load-reports."
      })
  private String balance = "";

  @Option(
      names = "--transport",
      paramLabel = "T",
      description =
          "netty (epoll where it loads, otherwise nio), or nio, epoll or io-uring by name; or, to measure the generator itself: in-process (a null scheduler in this JVM), null (answers at once)"
              + " (default: ${DEFAULT-VALUE}).",
      completionCandidates = Transports.class)
  private String transport = "";

  @Option(
      names = "--encoding",
      paramLabel = "E",
      description =
          "how a request is turned into bytes: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      completionCandidates = Encodings.class)
  private String encoding = "";

  @Option(
      names = "--generator",
      paramLabel = "G",
      description =
          "how the values of a tensor are made: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
      completionCandidates = Generators.class)
  private String generator = "";

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = "gRPC channels; 0 is one per class (default: ${DEFAULT-VALUE}).")
  private int channels;

  @Option(
      names = "--event-loops",
      paramLabel = "N",
      description =
          "threads that write and read; 0 is one less than cores (default: ${DEFAULT-VALUE}).")
  private int eventLoops;

  @Option(
      names = "--write-buffer-kb",
      paramLabel = "KIB",
      description =
          "what a connection may hand to the kernel at a time; below the size of a message it goes out in"
              + " several rounds (default: ${DEFAULT-VALUE}).")
  private int writeBufferKb;

  @Option(
      names = "--retries",
      description = {
        "Put gRPC's retry layer in between, as it is unless switched off.",
        "It keeps every request until its answer begins, and a retried call hides a failure."
      })
  private boolean retries;

  @Option(
      names = "--issuers",
      paramLabel = "N",
      description =
          "Issuing threads, each with a preparing one beside it (default: ${DEFAULT-VALUE}).")
  private int issuers;

  @Option(
      names = "--prepared-ahead",
      paramLabel = "N",
      description =
          "Requests kept ready per issuer; 0 chooses by their size, 8 to 1024 (default: ${DEFAULT-VALUE}).")
  private int preparedAhead;

  @Option(
      names = "--payload-budget-mb",
      paramLabel = "MB",
      description =
          "Payload that may be prepared or in flight; beyond it requests are not sent and the run is invalid;"
              + " 0 is a quarter of the heap (default: ${DEFAULT-VALUE}).")
  private int payloadBudgetMb;

  @Option(
      names = "--rpc-timeout-ms",
      paramLabel = "MS",
      description = "Give a call up this long after its dispatch (default: ${DEFAULT-VALUE}).")
  private long rpcTimeoutMs;

  @Option(
      names = "--drain-limit-ms",
      paramLabel = "MS",
      description =
          "Wait this long for answers after the last request; 0 is the RPC timeout and 200 ms for it to report itself"
              + " (default: ${DEFAULT-VALUE}).")
  private long drainLimitMs;

  @Option(
      names = "--rehearsal-ms",
      paramLabel = "MS",
      description =
          "Rehearse this long against a private scheduler before the run, and until the compiler has caught up; 0 leaves it"
              + " out (default: ${DEFAULT-VALUE}).")
  private long rehearsalMs;

  /** What a user may write after {@code --transport}. */
  static final class Transports extends Choices {
    private static final long serialVersionUID = 1;

    Transports() {
      super("transport");
    }
  }

  /** What a user may write after {@code --encoding}. */
  static final class Encodings extends Choices {
    private static final long serialVersionUID = 1;

    Encodings() {
      super("encoding");
    }
  }

  /** What a user may write after {@code --generator}. */
  static final class Generators extends Choices {
    private static final long serialVersionUID = 1;

    Generators() {
      super("generator");
    }
  }

  /** What a user may write after {@code --over-cap}. */
  static final class OverCaps extends Choices {
    private static final long serialVersionUID = 1;

    OverCaps() {
      super("over-cap");
    }
  }

  /** What a user may write after {@code --over-saturation}. */
  static final class OverSaturations extends Choices {
    private static final long serialVersionUID = 1;

    OverSaturations() {
      super("over-saturation");
    }
  }

  /** What a user may write after {@code --limit-scope}. */
  static final class LimitScopes extends Choices {
    private static final long serialVersionUID = 1;

    LimitScopes() {
      super("limit-scope");
    }
  }

  private abstract static class Choices extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Choices(String setting) {
      super(LoadSettings.choices(setting));
    }
  }

  /**
   * What {@code command} is to do: the scenario under its flags. Options that only the command has
   * take what the scenario says of them.
   */
  Scenario scenario(CommandSpec command) {
    Scenario scenario =
        Scenario.read(Optional.ofNullable(config), overrides, Sections.keys(command));
    Map<String, Object> section = Sections.apply(command, scenario.section(command.name()));
    return scenario.with(flags(command), command.name(), section);
  }

  /** The settings that were given as flags of {@code command}. */
  private static Map<String, Object> flags(CommandSpec command) {
    ParseResult parsed = command.commandLine().getParseResult();
    Map<String, Object> flags = new HashMap<>();
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName().substring(2);
      if (LoadSettings.names().contains(name)) {
        flags.put(name, option.getValue());
      }
    }
    flags.forEach(LoadOptions::requireChoice);
    return flags;
  }

  private static void requireChoice(String name, Object value) {
    List<String> choices = LoadSettings.choices(name);
    if (!choices.isEmpty() && !choices.contains(value)) {
      throw new UsageException(
          "--" + name + " must be one of " + String.join(", ", choices) + ": " + value);
    }
  }
}
