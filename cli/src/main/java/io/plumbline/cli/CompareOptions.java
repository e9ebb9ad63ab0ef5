package io.plumbline.cli;

import io.plumbline.experiments.CompareSettings;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is compared with what, and by which policy. */
final class CompareOptions {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "BASE",
      description =
          "A git revision, or a .json file of ours or of JMH's (default: HEAD's nearest ancestor with results).")
  private @Nullable String base;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "HEAD",
      description =
          "Likewise (default: the commit that is checked out, or HEAD-dirty if the tree was changed and measured).")
  private @Nullable String head;

  @Option(
      names = "--history",
      paramLabel = "DIR",
      defaultValue = "results/history",
      description = "Where results are kept (default: ${DEFAULT-VALUE}).")
  private Path history = Path.of("");

  @Option(
      names = "--baseline-branch",
      paramLabel = "BRANCH",
      description =
          "Compare with where HEAD left this branch, or its nearest ancestor with results.")
  private @Nullable String baselineBranch;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description =
          "Minimum effects, gated entries and accepted changes (default: ./plumbline-gate.yaml if it is there).")
  private @Nullable Path policy;

  @Option(
      names = "--machine",
      paramLabel = "KIND",
      description =
          "own, dedicated or shared: changes of speed below 3, 5 or 10 %% do not count (default: as the policy says, or own).")
  private @Nullable String machine;

  @Option(
      names = "--aliases",
      paramLabel = "FILE",
      description = "YAML: renamed: {old.Class.method: new.Class.method}.")
  private @Nullable Path aliases;

  @Option(
      names = "--across-machines",
      description = "Compare though the machines or their JDKs differ.")
  private boolean acrossMachines;

  Optional<String> base() {
    return Optional.ofNullable(base);
  }

  Optional<String> head() {
    return Optional.ofNullable(head);
  }

  CompareSettings settings() {
    return new CompareSettings(
        base(),
        head(),
        Path.of(""),
        history,
        Optional.ofNullable(baselineBranch),
        Optional.ofNullable(policy),
        Optional.ofNullable(machine),
        Optional.ofNullable(aliases),
        acrossMachines,
        LocalDate.now(ZoneId.systemDefault()));
  }
}
