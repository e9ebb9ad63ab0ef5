package io.plumbline.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.MicroDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFolderTest {
  private static final Commit COMMIT =
      new Commit("a".repeat(40), Optional.empty(), Instant.EPOCH, false);

  private static Document document() {
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        MicroDocument.KIND,
        Optional.of(COMMIT),
        new EnvironmentProbe().environment("plumbline test"),
        Instant.EPOCH,
        List.of(),
        "quick",
        true,
        List.of(),
        List.of(),
        Map.of());
  }

  @Test
  void document_isKeptUnderItsCommit(@TempDir Path folder) throws IOException {
    Path file = new HistoryFolder(folder, Optional.of(COMMIT)).add(document());
    assertThat(file).exists().hasParent(folder.resolve(COMMIT.id()));
  }

  @Test
  void linkInPlaceOfACommitsFolder_isNotFollowed(@TempDir Path folder, @TempDir Path outside)
      throws IOException {
    Files.createSymbolicLink(folder.resolve(COMMIT.id()), outside);
    HistoryFolder history = new HistoryFolder(folder, Optional.of(COMMIT));
    assertThatThrownBy(() -> history.add(document()))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(": its folder is a symbolic link");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void withoutACommit_thereIsNoPlace(@TempDir Path folder) {
    assertThatThrownBy(() -> new HistoryFolder(folder, Optional.empty()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no commit to keep results under");
  }
}
