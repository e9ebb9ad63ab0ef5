package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds commits of a tiny repository by a shell script in Maven's place. */
class CommitJarsTest {
  private static final String BUILDS =
      """
      while [ "$1" != -f ]; do shift; done
      tree=$(dirname "$2")
      echo built >> "$tree/../builds"
      grep -q broken "$tree/a" && { echo starting; echo "[ERROR] a is broken"; exit 1; }
      mkdir -p "$tree/cli/target" && cp "$tree/a" "$tree/cli/target/plumbline.jar"
      """;

  @TempDir private Path folder = Path.of("");

  private final Messages messages = new Messages();

  @BeforeEach
  void makeRepository() throws IOException, GitAPIException {
    try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
      for (String content : List.of("one", "broken", "three")) {
        Files.writeString(folder.resolve("a"), content);
        git.add().addFilepattern("a").call();
        git.commit()
            .setMessage(content)
            .setAuthor("a", "a@b")
            .setCommitter("a", "a@b")
            .setSign(false)
            .call();
      }
    }
  }

  private CommitJars jars(String script) throws IOException {
    return CommitJars.around(folder, Optional.empty(), List.of("sh", "-c", script, "mvn"));
  }

  private Commit commit(String revision) throws IOException {
    try (Revisions revisions = Revisions.around(folder)) {
      return revisions.resolve(revision);
    }
  }

  private int builds() throws IOException {
    return Files.readAllLines(folder.resolve("target/plumbline-measure/builds")).size();
  }

  /** Whether no work tree but the repository's own is left. */
  private void assertNoWorkTree() throws IOException {
    Path registered = folder.resolve(".git/worktrees");
    if (Files.exists(registered)) {
      try (Stream<Path> trees = Files.list(registered)) {
        assertThat(trees).isEmpty();
      }
    }
  }

  @Test
  void commit_isBuiltOnce_fromItsOwnTree() throws IOException, InterruptedException {
    try (CommitJars jars = jars(BUILDS)) {
      Path one = jars.jar(commit("HEAD~2"), messages).orElseThrow();
      Path three = jars.jar(commit("main"), messages).orElseThrow();
      assertThat(one).hasContent("one");
      assertThat(three).hasContent("three");
      assertNoWorkTree();
    }
    try (CommitJars later = jars(BUILDS)) {
      assertThat(later.jar(commit("HEAD"), messages).orElseThrow()).hasContent("three");
      assertThat(builds()).as("the third was there").isEqualTo(2);
    }
  }

  @Test
  void failedBuild_saysWhy_andLeavesNoTree() throws IOException {
    try (CommitJars jars = jars(BUILDS)) {
      Commit broken = commit("HEAD~1");
      assertThatThrownBy(() -> jars.jar(broken, messages))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              CommitJars.shortId(broken) + " does not build: [ERROR] a is broken; see ")
          .hasMessageEndingWith(broken.id() + ".log");
      assertNoWorkTree();
    }
  }

  @Test
  void buildWithoutTheJar_isAFailure() throws IOException {
    try (CommitJars jars = jars("exit 0")) {
      Commit head = commit("HEAD");
      assertThatThrownBy(() -> jars.jar(head, messages))
          .hasMessageContaining("was built and has no cli/target/plumbline.jar");
      assertNoWorkTree();
    }
  }

  @Test
  void missingMaven_isToldByItsName() throws IOException {
    try (CommitJars jars = CommitJars.around(folder, Optional.empty(), List.of("no-such-maven"))) {
      Commit head = commit("HEAD");
      assertThatThrownBy(() -> jars.jar(head, messages))
          .isInstanceOf(UsageException.class)
          .hasMessageStartingWith("--measure needs no-such-maven on the PATH: ");
      assertNoWorkTree();
    }
  }

  @Test
  void treeThatAKilledProcessLeft_isReplaced() throws IOException, InterruptedException {
    try (CommitJars jars = jars(BUILDS)) {
      Commit head = commit("HEAD");
      Path left = jars.folder().resolve(head.id());
      Programs git = new Programs();
      git.run(
          folder,
          List.of("git", "worktree", "add", "--detach", left.toString(), head.id()),
          jars.folder().resolve("test.log"));
      assertThat(left).isDirectory();
      assertThat(jars.jar(head, messages).orElseThrow()).hasContent("three");
      assertNoWorkTree();
    }
  }

  @Test
  void stop_endsTheBuild_andTheTreeIsRemoved() throws IOException, InterruptedException {
    try (CommitJars jars = jars("echo > begun; sleep 600; exit 1")) {
      Thread stopper =
          new Thread(
              () -> {
                while (!Files.exists(folder.resolve("begun"))) {
                  Thread.onSpinWait();
                }
                jars.stop();
              });
      stopper.start();
      assertThat(jars.jar(commit("HEAD"), messages)).isEmpty();
      stopper.join();
      assertNoWorkTree();
      assertThat(jars.jar(commit("HEAD~2"), messages)).as("begins no other").isEmpty();
    }
  }

  @Test
  void workFolder_isForOneProcessAtATime() throws IOException {
    try (CommitJars jars = jars(BUILDS)) {
      assertThatThrownBy(() -> jars(BUILDS))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("another comparison is being measured in " + jars.folder());
    }
    jars(BUILDS).close();
  }

  @Test
  void folderOutsideARepository_isRefused(@TempDir Path elsewhere) {
    assertThatThrownBy(() -> CommitJars.around(elsewhere, Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no git repository around " + elsewhere);
  }
}
