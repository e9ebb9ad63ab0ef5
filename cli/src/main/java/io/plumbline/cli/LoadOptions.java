package io.plumbline.cli;

import io.plumbline.experiments.LoadSettings;
import io.plumbline.experiments.UsageException;
import java.nio.file.Path;
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
      paramLabel = "FILE.yaml",
      description = "Settings by the names of these flags; a flag overrides the file.")
  private @Nullable Path config;

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

  private abstract static class Choices extends ArrayList<String> {
    private static final long serialVersionUID = 1;

    Choices(String setting) {
      super(LoadSettings.choices(setting));
    }
  }

  Optional<Path> configFile() {
    return Optional.ofNullable(config);
  }

  /** The settings that were given as flags of {@code command}. */
  static Map<String, Object> flags(CommandSpec command) {
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
