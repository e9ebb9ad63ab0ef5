package io.plumbline.experiments;

import io.plumbline.results.comparison.Policy;
import io.plumbline.results.comparison.Policy.Acceptance;
import io.plumbline.results.comparison.Policy.Machine;
import io.plumbline.results.comparison.Policy.Match;
import io.plumbline.results.comparison.Policy.Rule;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * What {@code plumbline-gate.yaml} holds: what a team has agreed to call a change.
 *
 * @param machine own, dedicated or shared: how small a change it can tell
 * @param speedPercent the least change of a time or rate that counts, instead of the machine's
 * @param allocationPercent likewise for allocated bytes
 * @param sharePercent likewise for shares of requests
 * @param rules exceptions; the last that matches counts
 * @param accept regressions that were agreed to, each until a day
 */
record GateFile(
    Optional<String> machine,
    OptionalDouble speedPercent,
    OptionalDouble allocationPercent,
    OptionalDouble sharePercent,
    Optional<List<RuleLine>> rules,
    Optional<List<AcceptLine>> accept) {

  /** Where it is looked for if nobody says. */
  static final Path DEFAULT = Path.of("plumbline-gate.yaml");

  /** An exception; {@code gate} is whether a regression fails the build. */
  record RuleLine(
      String match,
      Optional<String> metric,
      OptionalDouble minimumEffectPercent,
      Optional<Boolean> gate) {}

  /** An accepted regression; {@code until} is its last day, such as 2027-03-31. */
  record AcceptLine(String match, Optional<String> metric, String reason, String until) {}

  /**
   * Reads a policy.
   *
   * @param flag the machine that the command line names, which counts before the file's
   * @throws UsageException naming what is wrong
   */
  static Policy policy(Optional<Path> file, Optional<String> flag) {
    if (file.isEmpty()) {
      return Policy.of(machine("--machine", flag.orElse("own")));
    }
    Path path = file.get();
    GateFile gate = Yaml.read(path, GateFile.class);
    return checked(
        path,
        () -> {
          Policy usual =
              Policy.of(
                  flag.isPresent()
                      ? machine("--machine", flag.get())
                      : machine(path + ": machine", gate.machine().orElse("own")));
          return new Policy(
              share(gate.speedPercent()).orElse(usual.speedEffect()),
              share(gate.allocationPercent()).orElse(usual.allocationEffect()),
              share(gate.sharePercent()).orElse(usual.shareEffect()),
              gate.rules().orElse(List.of()).stream().map(GateFile::rule).toList(),
              gate.accept().orElse(List.of()).stream().map(GateFile::acceptance).toList());
        });
  }

  private static Policy checked(Path file, Supplier<Policy> read) {
    try {
      return read.get();
    } catch (UsageException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new UsageException(file + ": " + e.getMessage(), e);
    } catch (DateTimeParseException e) {
      throw new UsageException(
          file + ": until must be a day such as 2027-03-31: \"" + e.getParsedString() + "\"", e);
    }
  }

  private static Machine machine(String where, String name) {
    try {
      return Machine.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new UsageException(where + " must be own, dedicated or shared: " + name, e);
    }
  }

  private static Rule rule(RuleLine line) {
    return new Rule(
        new Match(line.match(), line.metric()),
        share(line.minimumEffectPercent()),
        line.gate().orElse(true));
  }

  private static Acceptance acceptance(AcceptLine line) {
    return new Acceptance(
        new Match(line.match(), line.metric()), line.reason(), LocalDate.parse(line.until()));
  }

  private static OptionalDouble share(OptionalDouble percent) {
    return percent.isPresent()
        ? OptionalDouble.of(percent.getAsDouble() / 100)
        : OptionalDouble.empty();
  }
}
