package io.plumbline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.Documents;
import io.plumbline.results.History;
import io.plumbline.results.HistoryFile;
import io.plumbline.results.MicroDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);

  private static final String JMH =
      """
      [{"jmhVersion": "1.37", "benchmark": "a.B.c", "mode": "avgt", "threads": 1, "forks": 2,
        "jdkVersion": "21.0.4", "vmName": "a VM",
        "primaryMetric": {"scoreUnit": "us/op", "rawData": [[1.0, 2.0], [3.0, "NaN"]]},
        "secondaryMetrics": {"·gc.alloc.rate.norm": {"scoreUnit": "B/op", "rawData": [[16], [16]]}}}]
      """;

  @TempDir private Path folder = Path.of("");

  private Path add(String commit, String name) throws IOException {
    Path file = folder.resolve("history").resolve(commit).resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "its name is all that is looked at");
  }

  private Invocation history(String... arguments) {
    String[] all = new String[arguments.length + 2];
    all[0] = "history";
    all[1] = folder.resolve("history").toString();
    System.arraycopy(arguments, 0, all, 2, arguments.length);
    return Invocation.of(all);
  }

  @Test
  void history_listsCommits_newestFirst() throws IOException {
    add(A, "micro-20260102T030405.006Z-01234567.json");
    add(A, "load-20260102T030406.006Z-01234567.json");
    add(B + "-dirty", "load-20260102T040000.000Z-89abcdef.json");
    Path stray = add(A, "stray.json");
    Invocation list = history();
    assertThat(list.exitCode()).isZero();
    assertThat(list.out())
        .containsExactly(
            "commit        tree   last_measured         documents        machines  KiB",
            "bbbbbbbbbbbb  dirty  2026-01-02T04:00:00Z  1 load           89abcdef    1",
            "aaaaaaaaaaaa  clean  2026-01-02T03:04:06Z  1 load, 1 micro  01234567    1",
            "3 documents of 2 commits, 1 KiB");
    assertThat(list.err())
        .containsExactly("plumbline: note: " + stray + ": ignored: not named like a document");
  }

  @Test
  void keep_removesOlderCommits_andPrintsEachFile() throws IOException {
    Path old = add(A, "micro-20260102T030405.006Z-01234567.json");
    Path newer = add(B, "micro-20260102T040000.000Z-01234567.json");
    Invocation dry = history("--keep", "1", "--dry-run");
    assertThat(dry.exitCode()).isZero();
    assertThat(dry.out()).containsExactly("would remove: " + old);
    assertThat(old).exists();
    Invocation pruned = history("--keep", "1");
    assertThat(pruned.exitCode()).isZero();
    assertThat(pruned.out()).containsExactly("removed: " + old);
    assertThat(old.getParent()).doesNotExist();
    assertThat(newer).exists();
    assertThat(history("--keep", "1").out()).isEmpty();
  }

  @Test
  void import_keepsWhatJmhWrote_underTheCommitThatWasMeasured()
      throws IOException, InterruptedException {
    Path repository = Files.createDirectory(folder.resolve("repository"));
    git(repository, "init", "-q", "-b", "main");
    for (String message : List.of("one", "two")) {
      git(
          repository,
          "-c",
          "user.name=a",
          "-c",
          "user.email=a@b",
          "-c",
          "commit.gpgsign=false",
          "commit",
          "-q",
          "--allow-empty",
          "-m",
          message);
    }
    String first = git(repository, "rev-parse", "HEAD~1").get(0);
    String head = git(repository, "rev-parse", "HEAD").get(0);
    Path jmh = Files.writeString(folder.resolve("jmh.json"), JMH);
    Instant measuredAt = Instant.parse("2026-01-02T03:04:05Z");
    Files.setLastModifiedTime(jmh, FileTime.from(measuredAt));
    run(repository, 0, "history", "h", "--import", jmh.toString(), "--commit", "HEAD~1");
    run(repository, 0, "history", "h", "--import", jmh.toString());
    List<HistoryFile> files = History.open(repository.resolve("h")).files();
    assertThat(files).extracting(HistoryFile::commitId).containsExactlyInAnyOrder(first, head);
    assertThat(files).extracting(HistoryFile::startedAt).containsOnly(measuredAt);
    MicroDocument document = Documents.readMicro(files.get(0).path());
    assertThat(document.entries()).singleElement().extracting(e -> e.name()).isEqualTo("a.B.c");
    assertThat(document.environment().jdk()).isEqualTo("a VM 21.0.4");
    assertThat(document.notes())
        .singleElement()
        .asString()
        .startsWith("imported from jmh.json: the machine is assumed");
    assertThat(run(repository, 2, "history", "h", "--import", jmh.toString(), "--commit", "nosuch"))
        .singleElement()
        .asString()
        .startsWith("history: no such revision: nosuch");
    assertThat(
            run(
                repository,
                2,
                "history",
                "h",
                "--import",
                jmh.toString(),
                "--commit",
                "f".repeat(40)))
        .singleElement()
        .asString()
        .startsWith("history: not a revision: ffff");
    assertThat(run(repository, 2, "history", "h", "--import", jmh.toString(), "--commit", "../x"))
        .singleElement()
        .asString()
        .startsWith("history: no such revision: ../x");
    assertThat(run(repository, 2, "history", "h", "--import", jmh.toString()))
        .as("another file of the same time must not take its place unseen")
        .last()
        .asString()
        .startsWith("history: already there: ");
    assertThat(run(repository, 0, "history", "h")).isEmpty();
  }

  /** What the program wrote to stderr. */
  private static List<String> run(Path folder, int exitCode, String... arguments)
      throws IOException, InterruptedException {
    try (TestProcess process = TestProcess.plumbline(folder, arguments)) {
      List<String> err = process.err().all(LIMIT);
      assertThat(process.awaitExit(LIMIT)).as(err.toString()).isEqualTo(exitCode);
      return err;
    }
  }

  private static List<String> git(Path folder, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try (TestProcess process = TestProcess.start(folder, command)) {
      List<String> out = process.out().all(LIMIT);
      assertThat(process.awaitExit(LIMIT)).isZero();
      return out;
    }
  }
}
