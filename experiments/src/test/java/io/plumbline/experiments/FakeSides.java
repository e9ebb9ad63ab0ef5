package io.plumbline.experiments;

import static java.util.stream.Collectors.toMap;

import io.plumbline.experiments.MeasuredSide.Role;
import io.plumbline.loadgen.Suite.Effort;
import io.plumbline.loadgen.Suite.Selection;
import io.plumbline.results.Commit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.openjdk.jmh.runner.BenchmarkListEntry;

/** Commits that were never built. */
final class FakeSides {
  private static final Optional<Effort> BRIEF =
      Optional.of(new Effort(1, 2, 3, Duration.ofMillis(200)));

  private FakeSides() {}

  /** Tasks of real benchmarks. */
  static List<BenchTask> tasks(String include, Map<String, List<String>> params) {
    return BenchTask.of(
        List.of(new Selection(include, params, BRIEF)), List.of(), OptionalInt.of(1));
  }

  static MeasuredSide side(Role role, List<BenchTask> tasks, String... jvmArgs) {
    return new MeasuredSide(
        role,
        role == Role.BASE ? "HEAD~1" : "HEAD",
        new Commit(
            (role == Role.BASE ? "ba5e" : "4ead").repeat(10),
            Optional.empty(),
            Instant.EPOCH,
            false),
        Path.of(role + ".jar"),
        List.of(jvmArgs),
        tasks.stream()
            .map(BenchTask::benchmark)
            .collect(toMap(BenchmarkListEntry::getUsername, b -> b, (one, other) -> one)));
  }
}
