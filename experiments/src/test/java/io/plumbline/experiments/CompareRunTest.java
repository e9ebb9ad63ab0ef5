package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.Environment;
import io.plumbline.results.HistoryFiles;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.MicroEntry;
import io.plumbline.results.MicroEntry.Jmh;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import io.plumbline.results.SweepDocument;
import io.plumbline.results.SweepPoint;
import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A repository of four commits on main, of which the first and the third were measured, and a
 * branch from the second.
 */
class CompareRunTest {
  private static final double[] FAST = {1000, 1001, 999, 1002};
  private static final double[] SLOW = {1200, 1202, 1199, 1201};
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @TempDir private Path folder = Path.of("");
  private Path history = Path.of("");
  private Git git;
  private String first = "";
  private String second = "";
  private String third = "";
  private String fourth = "";

  CompareRunTest(@TempDir Path repository) throws GitAPIException {
    git = Git.init().setDirectory(repository.toFile()).setInitialBranch("main").call();
  }

  @BeforeEach
  void commit() throws IOException, GitAPIException {
    history = folder.resolve("history");
    first = commit("1");
    second = commit("2");
    third = commit("3");
    fourth = commit("4");
    keep(first, false, "here", 0, FAST);
    keep(third, false, "here", 1, SLOW);
  }

  @AfterEach
  void close() {
    git.close();
  }

  private String commit(String text) throws IOException, GitAPIException {
    Files.writeString(git.getRepository().getWorkTree().toPath().resolve("a"), text);
    git.add().addFilepattern("a").call();
    return git.commit()
        .setMessage(text)
        .setAuthor("a", "a@b")
        .setCommitter("a", "a@b")
        .setSign(false)
        .call()
        .name();
  }

  private void keep(String id, boolean dirty, String machine, int minute, double... nanos)
      throws IOException {
    Document document = document(id, dirty, machine, minute, "p.OneBenchmark.run", nanos);
    Documents.write(HistoryFiles.file(history, document), document);
  }

  private static MicroDocument document(
      String id, boolean dirty, String machine, int minute, String name, double... nanos) {
    Jmh jmh =
        new Jmh(
            "1.37",
            4,
            1,
            OptionalLong.of(1),
            1,
            OptionalLong.of(1),
            1,
            1,
            1,
            "java",
            List.of(),
            "17.0.1",
            "VM",
            "17",
            List.of());
    MicroEntry entry =
        new MicroEntry(
            name,
            new TreeMap<>(),
            "avgt",
            Status.MEASURED,
            Optional.empty(),
            Optional.of(jmh),
            Optional.of(
                new Samples(
                    "ns/op", DoubleStream.of(nanos).mapToObj(List::of).toList(), List.of())),
            new TreeMap<>(),
            Map.of());
    Environment environment =
        new Environment(
            "test",
            Optional.of(machine),
            2,
            OptionalLong.empty(),
            "Linux",
            "Vendor 17.0.1",
            List.of(),
            1,
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty());
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        MicroDocument.KIND,
        Optional.of(new Commit(id, Optional.empty(), START, dirty)),
        environment,
        START.plusSeconds(60L * minute),
        List.of(),
        "quick",
        true,
        List.of(entry),
        List.of(),
        Map.of());
  }

  private CompareSettings settings(Optional<String> base, Optional<String> head) {
    return settings(base, head, Optional.empty(), Optional.empty());
  }

  private CompareSettings settings(
      Optional<String> base,
      Optional<String> head,
      Optional<String> branch,
      Optional<Path> aliases) {
    return new CompareSettings(
        base,
        head,
        git.getRepository().getWorkTree().toPath(),
        history,
        branch,
        Optional.empty(),
        Optional.empty(),
        aliases,
        false,
        LocalDate.of(2026, 3, 1));
  }

  private static Verdict only(Comparison comparison) {
    assertThat(comparison.entries()).hasSize(1);
    return comparison.entries().get(0).verdict();
  }

  @Test
  void candidate_isComparedWithItsNearestAncestorThatHasResults() throws IOException {
    Comparison comparison =
        CompareRun.run(settings(Optional.empty(), Optional.of(third))).comparison();

    assertThat(comparison.base().commit().orElseThrow().id()).isEqualTo(first);
    assertThat(only(comparison)).isEqualTo(Verdict.REGRESSED);
    assertThat(comparison.head().notes())
        .containsExactly("the baseline is not the nearest ancestor: 1 nearer have no results");
  }

  /** It would let a commit through that nobody measured. */
  @Test
  void commitWithoutResults_isNotReplacedByAnAncestor() {
    assertThatThrownBy(() -> CompareRun.run(settings(Optional.empty(), Optional.empty())))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no results of HEAD (" + fourth + ")")
        .hasMessageContaining("--measure");
  }

  @Test
  void revisions_areWhatGitUnderstands() throws IOException {
    Comparison comparison =
        CompareRun.run(settings(Optional.of("HEAD~1"), Optional.of(first.substring(0, 8))))
            .comparison();

    assertThat(only(comparison)).isEqualTo(Verdict.IMPROVED);
    assertThatThrownBy(() -> CompareRun.run(settings(Optional.of("nosuch"), Optional.of("HEAD~1"))))
        .hasMessage("no such revision: nosuch");
  }

  @Test
  void changedTree_isComparedWithItsOwnCommit() throws IOException {
    Files.writeString(git.getRepository().getWorkTree().toPath().resolve("a"), "changed");
    keep(fourth, true, "here", 3, SLOW);
    keep(fourth, false, "here", 2, FAST);

    Comparison comparison =
        CompareRun.run(settings(Optional.empty(), Optional.empty())).comparison();

    assertThat(comparison.head().label()).isEqualTo("HEAD-dirty");
    assertThat(comparison.base().commit().orElseThrow().id()).isEqualTo(fourth);
    assertThat(only(comparison)).isEqualTo(Verdict.REGRESSED);
  }

  @Test
  void changedTreesResults_countTogether_andItIsSaid() throws IOException {
    Files.writeString(git.getRepository().getWorkTree().toPath().resolve("a"), "changed");
    keep(fourth, true, "here", 3, SLOW);
    keep(fourth, true, "here", 4, FAST);

    Comparison comparison =
        CompareRun.run(settings(Optional.of(first), Optional.of("HEAD-dirty"))).comparison();

    assertThat(comparison.head().notes())
        .containsExactly(
            "HEAD-dirty: 2 results of a changed tree count together, whether or not it was"
                + " changed between them");
  }

  @Test
  void branchWhoseNameEndsLikeAChangedTree_isABranch() throws IOException, GitAPIException {
    git.branchCreate().setName("very-dirty").setStartPoint(third).call();

    Comparison comparison =
        CompareRun.run(settings(Optional.of(first), Optional.of("very-dirty"))).comparison();

    assertThat(comparison.head().commit().orElseThrow().id()).isEqualTo(third);
    assertThat(comparison.head().commit().orElseThrow().dirty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "^",
        "~",
        "@{",
        "HEAD@{",
        "HEAD^{",
        "HEAD^{tree}",
        "HEAD~x",
        "HEAD~99999999999",
        "HEAD:a",
        ":/1",
        "-x",
        "--",
        "..",
        "HEAD..HEAD",
        "../../etc/passwd",
        "\u0000",
        "a b"
      })
  void whatIsNoRevision_isRefusedInOneLine(String name) {
    assertThatThrownBy(() -> CompareRun.run(settings(Optional.of(name), Optional.of(third))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("revision");
  }

  @Test
  void baselineBranch_isLeftWhereTheTwoParted() throws IOException, GitAPIException {
    git.checkout().setCreateBranch(true).setName("topic").setStartPoint(second).call();
    String topic = commit("topic");
    keep(topic, false, "here", 5, FAST);

    Comparison comparison =
        CompareRun.run(
                settings(
                    Optional.empty(), Optional.of("topic"), Optional.of("main"), Optional.empty()))
            .comparison();

    // The third commit was measured too, but topic does not descend from it.
    assertThat(comparison.base().commit().orElseThrow().id()).isEqualTo(first);
    assertThat(comparison.head().commit().orElseThrow().branch()).contains("topic");
    assertThat(only(comparison)).isEqualTo(Verdict.SAME);
  }

  @Test
  void ofSeveralMachines_theCandidatesLastCounts() throws IOException {
    keep(first, false, "there", 7, 1, 1, 1, 1);
    keep(third, false, "there", 0, 1, 1, 1, 1);

    Comparison comparison =
        CompareRun.run(settings(Optional.of(first), Optional.of(third))).comparison();

    assertThat(only(comparison)).isEqualTo(Verdict.REGRESSED);
    assertThat(comparison.environment()).isEmpty();
  }

  @Test
  void ancestorsMeasuredElsewhere_areNotSaidToHaveNoResults() throws IOException {
    keep(second, false, "there", 7, FAST);

    Comparison comparison =
        CompareRun.run(settings(Optional.empty(), Optional.of(third))).comparison();

    assertThat(comparison.head().notes())
        .containsExactly(
            "the baseline is not the nearest ancestor: 1 nearer have no results of this machine");
  }

  @Test
  void anotherMachine_isNotComparable_unlessAsked() throws IOException {
    keep(fourth, false, "there", 8, FAST);

    Comparison comparison =
        CompareRun.run(settings(Optional.of(third), Optional.of(fourth))).comparison();

    assertThat(only(comparison)).isEqualTo(Verdict.NOT_COMPARABLE);
    assertThat(comparison.environment())
        .containsExactly(new Comparison.Difference("processor", "here", "there"));
  }

  @Test
  void brokenFiles_areNamedAndSkipped() throws IOException {
    Path broken =
        history.resolve(third).resolve("micro-20260301T120000.000Z-" + "0".repeat(8) + ".json");
    Files.writeString(broken, "{");

    Comparison comparison =
        CompareRun.run(settings(Optional.of(first), Optional.of(third))).comparison();

    assertThat(comparison.head().notes()).anyMatch(note -> note.contains(broken.toString()));
  }

  @Test
  void report_namesWhatIsBrokenOfItsTrend_andNothingTwice() throws IOException {
    keep(fourth, false, "here", 2, FAST);
    List<String> broken = new ArrayList<>();
    for (String commit : List.of(first, fourth)) {
      Path like = HistoryFiles.file(history, document(commit, false, "here", 9, "p.A.run", FAST));
      Files.writeString(like, "{");
      broken.add(like.toString());
    }

    Comparison comparison =
        ReportRun.run(
                settings(Optional.of(third), Optional.of(fourth)),
                folder.resolve("report"),
                Optional.empty(),
                List.of(),
                "plumbline report")
            .comparison();

    assertThat(comparison.head().notes())
        .filteredOn(note -> broken.stream().anyMatch(note::contains))
        .hasSize(2);
  }

  @Test
  void files_areOursOrJmhs() throws IOException {
    Path ours = folder.resolve("ours.json");
    Documents.write(ours, document(first, false, "here", 0, "p.OneBenchmark.run", FAST));
    Path jmhs = folder.resolve("jmhs.json");
    Files.writeString(
        jmhs,
        """
        [{"jmhVersion": "1.35", "benchmark": "p.OneBenchmark.run", "mode": "avgt", "threads": 1,
          "forks": 2, "jdkVersion": "17.0.1", "vmName": "VM", "jvmArgs": [],
          "warmupIterations": 1, "warmupTime": "1 ns", "warmupBatchSize": 1,
          "measurementIterations": 1, "measurementTime": "1 ns", "measurementBatchSize": 1,
          "primaryMetric": {"score": 1.2, "scoreError": "NaN", "scoreUnit": "us/op",
                            "rawData": [[1.2], [1.201], [1.199]]}, "secondaryMetrics": {}}]
        """);

    Comparison comparison =
        CompareRun.run(settings(Optional.of(ours.toString()), Optional.of(jmhs.toString())))
            .comparison();

    assertThat(only(comparison)).isEqualTo(Verdict.REGRESSED);
    assertThatThrownBy(
            () -> CompareRun.run(settings(Optional.of(ours.toString()), Optional.of(first))))
        .hasMessageContaining("both be files or both be revisions");
    assertThatThrownBy(
            () ->
                CompareRun.run(settings(Optional.of("absent.json"), Optional.of(jmhs.toString()))))
        .hasMessage("no such file: absent.json");
  }

  @Test
  void renamedBenchmarks_areFoundByTheirAliases() throws IOException {
    Document renamed = document(fourth, false, "here", 4, "p.NewBenchmark.go", SLOW);
    Documents.write(HistoryFiles.file(history, renamed), renamed);
    Path aliases = folder.resolve("aliases.yaml");
    Files.writeString(aliases, "renamed: {p.OneBenchmark.run: p.NewBenchmark.go}\n");

    CompareSettings without = settings(Optional.of(third), Optional.of(fourth));
    CompareSettings with =
        settings(Optional.of(third), Optional.of(fourth), Optional.empty(), Optional.of(aliases));

    assertThat(CompareRun.run(without).comparison().entries())
        .extracting(Comparison.Entry::verdict)
        .containsExactly(Verdict.NEW, Verdict.MISSING);
    assertThat(only(CompareRun.run(with).comparison())).isEqualTo(Verdict.SAME);
  }

  @Test
  void aliasThatIsTakenAlready_isRefused() throws IOException {
    Document both = document(third, false, "here", 4, "p.NewBenchmark.go", SLOW);
    Documents.write(HistoryFiles.file(history, both), both);
    Path aliases = folder.resolve("aliases.yaml");
    Files.writeString(aliases, "renamed: {p.OneBenchmark.run: p.NewBenchmark.go}\n");

    assertThatThrownBy(
            () ->
                CompareRun.run(
                    settings(
                        Optional.of(third),
                        Optional.of(first),
                        Optional.empty(),
                        Optional.of(aliases))))
        .isInstanceOf(UsageException.class)
        .hasMessageStartingWith(aliases + ": gives a benchmark the name of another: ");
  }

  /** It may have come from anywhere. */
  @Test
  void sweepWhosePointLiesElsewhere_isRefused() throws IOException {
    Path outside = folder.resolve("outside.json");
    Documents.write(outside, document(first, false, "here", 0, "p.OneBenchmark.run", FAST));
    Path sweep = folder.resolve("sweep").resolve("sweep.json");
    MicroDocument like = document(first, false, "here", 0, "p.OneBenchmark.run", FAST);
    for (String place : List.of("../outside.json", outside.toString())) {
      SweepPoint point = SweepPoint.pending("a", "balanced", 10, "poisson", 1).at(place);
      Documents.write(
          sweep,
          new SweepDocument(
              Document.SCHEMA_VERSION,
              SweepDocument.KIND,
              like.commit(),
              like.environment(),
              START,
              List.of(),
              42,
              true,
              List.of(10.0),
              List.of("balanced"),
              1,
              Map.of(),
              List.of(point),
              List.of(),
              Map.of()));

      assertThatThrownBy(
              () ->
                  CompareRun.run(
                      settings(Optional.of(sweep.toString()), Optional.of(outside.toString()))))
          .isInstanceOf(UsageException.class)
          .hasMessage(sweep + ": the document of a lies outside of its folder: " + place);
    }
  }
}
