package io.plumbline.experiments;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What {@code compare} and {@code report} are asked to compare.
 *
 * @param base a revision, or a file; empty for the candidate's nearest ancestor with results
 * @param head a revision, or a file; empty for the commit that is checked out
 * @param repository a folder in the git repository whose commits are meant
 * @param history where results are kept
 * @param baselineBranch takes the commit where the candidate left this branch for the baseline
 * @param policy empty for {@code plumbline-gate.yaml} if it is there
 * @param machine own, dedicated or shared, instead of what the policy says
 * @param aliases a YAML file with the new names of renamed benchmarks by their old ones
 * @param acrossMachines compare though the machines differ
 * @param today decides which acceptances of the policy still hold
 */
public record CompareSettings(
    Optional<String> base,
    Optional<String> head,
    Path repository,
    Path history,
    Optional<String> baselineBranch,
    Optional<Path> policy,
    Optional<String> machine,
    Optional<Path> aliases,
    boolean acrossMachines,
    LocalDate today) {

  public CompareSettings {
    if (base.isPresent() && baselineBranch.isPresent()) {
      throw new UsageException("BASE and --baseline-branch exclude each other");
    }
  }
}
