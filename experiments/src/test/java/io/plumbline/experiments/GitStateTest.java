package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.plumbline.results.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.revwalk.RevCommit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitStateTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void commit_isTheOneCheckedOutAndSaysWhetherTheTreeDiffers() throws IOException, GitAPIException {
    assertThat(GitState.around(folder)).isEmpty();
    try (Git git = Git.init().setDirectory(folder.toFile()).setInitialBranch("main").call()) {
      assertThat(GitState.around(folder)).as("no commit yet").isEmpty();
      Files.writeString(folder.resolve("a"), "1");
      git.add().addFilepattern("a").call();
      RevCommit commit =
          git.commit()
              .setMessage("one")
              .setAuthor("a", "a@b")
              .setCommitter("a", "a@b")
              .setSign(false)
              .call();
      Files.createDirectory(folder.resolve("sub"));
      Commit found = GitState.around(folder.resolve("sub")).orElseThrow();
      assertThat(found.id()).isEqualTo(commit.name());
      assertThat(found.branch()).contains("main");
      assertThat(found.time().getEpochSecond()).isEqualTo(commit.getCommitTime());
      assertThat(found.dirty()).isFalse();
      Files.writeString(folder.resolve("untracked"), "1");
      assertThat(GitState.around(folder).orElseThrow().dirty()).isFalse();
      Files.createDirectories(folder.resolve("results/history"));
      Files.writeString(folder.resolve("results/history/a.json"), "1");
      git.add().addFilepattern("results").call();
      assertThat(GitState.around(folder).orElseThrow().dirty()).as("kept results").isFalse();
      Files.writeString(folder.resolve("New.java"), "1");
      assertThat(GitState.around(folder).orElseThrow().dirty()).as("a new source").isTrue();
      Files.delete(folder.resolve("New.java"));
      Files.writeString(folder.resolve("a"), "2");
      assertThat(GitState.around(folder).orElseThrow().dirty()).isTrue();
      git.checkout().setName(commit.name()).setForced(true).call();
      assertThat(GitState.around(folder).orElseThrow().branch()).isEmpty();
    }
  }
}
