package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private static final String A = "a".repeat(40);
  private static final String B = "b".repeat(40);
  private static final String C = "c".repeat(40);

  @TempDir private Path folder = Path.of("");

  private static MicroDocument document(String commit, boolean dirty, int minute) {
    return new MicroDocument(
        Document.SCHEMA_VERSION,
        MicroDocument.KIND,
        Optional.of(new Commit(commit, Optional.empty(), Instant.EPOCH, dirty)),
        MicroDocumentTest.environment("A vendor 17.0.15+6"),
        Instant.parse("2026-01-02T03:00:00.006Z").plusSeconds(60L * minute),
        List.of(),
        "quick",
        true,
        List.of(),
        List.of(),
        Map.of());
  }

  private Path add(String commit, boolean dirty, int minute) throws IOException {
    Document document = document(commit, dirty, minute);
    Path file = HistoryFiles.file(folder, document);
    Documents.write(file, document);
    return file;
  }

  @Test
  void index_isMadeFromNames() throws IOException {
    Path later = add(A, false, 7);
    Path dirty = add(A, true, 5);
    Path earlier = add(B, false, 3);
    String key = HistoryFiles.machineKey(MicroDocumentTest.environment("A vendor 17.0.15+6"));
    History history = History.open(folder);
    assertThat(history.files())
        .as("in the order of measurement")
        .containsExactly(
            new HistoryFile(
                B,
                false,
                "micro",
                Instant.parse("2026-01-02T03:03:00.006Z"),
                key,
                Files.size(earlier),
                earlier),
            new HistoryFile(
                A,
                true,
                "micro",
                Instant.parse("2026-01-02T03:05:00.006Z"),
                key,
                Files.size(dirty),
                dirty),
            new HistoryFile(
                A,
                false,
                "micro",
                Instant.parse("2026-01-02T03:07:00.006Z"),
                key,
                Files.size(later),
                later));
    assertThat(history.read(history.files().get(0))).contains(document(B, false, 3));
    assertThat(history.notes()).isEmpty();
  }

  @Test
  void folderThatIsNone_isToldByName() {
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> History.open(none))
        .isInstanceOf(NotDirectoryException.class)
        .hasMessageContaining(none.toString());
  }

  @Test
  void whatIsNoResult_isLeftOutAndNamed() throws IOException {
    Path good = add(A, false, 1);
    Files.writeString(folder.resolve("README.md"), "for people");
    Files.createDirectory(folder.resolve(".git"));
    Path abbreviated = Files.createDirectory(folder.resolve("abc1234"));
    Path stray = Files.writeString(good.resolveSibling("micro.json"), "{}");
    Path noTime =
        Files.writeString(good.resolveSibling("micro-20261341T030405.006Z-01234567.json"), "{}");
    Path nested =
        Files.createDirectory(good.resolveSibling("micro-20260102T030405.006Z-01234567.json"));
    Files.writeString(good.resolveSibling("." + good.getFileName() + ".0.tmp"), "unfinished");
    History history = History.open(folder);
    assertThat(history.files()).extracting(HistoryFile::path).containsExactly(good);
    assertThat(history.notes())
        .containsExactly(
            nested + ": ignored: not named like a document",
            noTime + ": ignored: not named like a document",
            stray + ": ignored: not named like a document",
            abbreviated + ": ignored: not named after a commit");
  }

  @Test
  void brokenFile_isNamedAndDoesNotHideTheRest() throws IOException {
    Path truncated = add(A, false, 1);
    Files.writeString(truncated, Files.readString(truncated).substring(0, 300));
    Path empty = Files.writeString(add(A, false, 2), "");
    Path gone = add(A, false, 3);
    Path otherPlace = add(B, false, 4);
    Path moved = Files.move(otherPlace, truncated.resolveSibling(otherPlace.getFileName()));
    Path clean = add(B, false, 5);
    Files.createDirectory(folder.resolve(B + "-dirty"));
    Path passedOffAsDirty =
        Files.move(clean, folder.resolve(B + "-dirty").resolve(clean.getFileName()));
    Path good = add(A, false, 6);
    History history = History.open(folder);
    Files.delete(gone);
    assertThat(history.files()).hasSize(6);
    assertThat(history.files().stream().map(history::read).flatMap(Optional::stream))
        .containsExactly(document(A, false, 6));
    assertThat(history.notes()).hasSize(5);
    assertThat(history.notes().get(0)).startsWith(truncated + ": left out: ").doesNotContain("\n");
    assertThat(history.notes().get(1))
        .isEqualTo(empty + ": left out: not a document: it does not begin with {");
    assertThat(history.notes().get(2)).startsWith(gone + ": left out: NoSuchFileException");
    assertThat(history.notes().subList(3, 5))
        .containsExactly(
            moved + ": left out: it lies where another document belongs",
            passedOffAsDirty + ": left out: it lies where another document belongs");
    assertThat(good).exists();
  }

  @Test
  void symbolicLink_isNotFollowed(@TempDir Path outside) throws IOException {
    Path good = add(A, false, 1);
    Path elsewhere = Files.move(add(B, false, 2), outside.resolve("document.json"));
    Path linkedFile = good.resolveSibling("micro-20260102T030200.006Z-01234567.json");
    Files.createSymbolicLink(linkedFile, elsewhere);
    Path linkedFolder = folder.resolve(C);
    Files.createSymbolicLink(linkedFolder, outside);
    History history = History.open(folder);
    assertThat(history.files()).extracting(HistoryFile::path).containsExactly(good);
    assertThat(history.notes())
        .containsExactly(
            linkedFile + ": ignored: a symbolic link", linkedFolder + ": ignored: a symbolic link");
  }

  @Test
  void symbolicLinkPutInPlaceOfWhatWasListed_isNotFollowed(@TempDir Path outside)
      throws IOException {
    Path file = add(A, false, 1);
    add(B, false, 2);
    History history = History.open(folder);
    Path elsewhere = Files.move(file, outside.resolve(file.getFileName()));
    Files.createSymbolicLink(file, elsewhere);
    assertThat(history.read(history.files().get(0))).isEmpty();
    Files.move(folder.resolve(B), outside.resolve(B));
    Files.createSymbolicLink(folder.resolve(B), outside.resolve(B));
    assertThat(history.read(history.files().get(1))).isEmpty();
    assertThatThrownBy(() -> history.delete(history.files().get(1)))
        .hasMessage(folder.resolve(B) + " is a symbolic link");
    assertThat(history.notes()).hasSize(2);
    assertThat(outside.resolve(B)).isNotEmptyDirectory();
  }

  @Test
  void linkToTheHistoryItself_isTheUsersChoice(@TempDir Path outside) throws IOException {
    add(A, false, 1);
    Path link = Files.createSymbolicLink(outside.resolve("history"), folder);
    assertThat(History.open(link).files()).hasSize(1);
  }

  @Test
  void fileOfAnotherHistory_isRefused() throws IOException {
    Path file = add(A, false, 1);
    History history = History.open(folder);
    HistoryFile listed = history.files().get(0);
    HistoryFile other =
        new HistoryFile(
            A, false, "micro", listed.startedAt(), listed.machineKey(), 1, folder.resolve("../x"));
    assertThatThrownBy(() -> history.read(other)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> history.delete(other)).isInstanceOf(IllegalArgumentException.class);
    assertThat(file).exists();
  }

  @Test
  void pruning_keepsTheCommitsThatWereMeasuredLast() throws IOException {
    // A was measured first and, with a changed tree, last: it is the newest.
    Path cleanA = add(A, false, 1);
    Path b1 = add(B, false, 2);
    Path b2 = add(B, true, 3);
    Path c = add(C, false, 4);
    Path dirtyA = add(A, true, 5);
    History history = History.open(folder);
    assertThat(history.prunable(3)).isEmpty();
    assertThat(history.prunable(2)).extracting(HistoryFile::path).containsExactly(b1, b2);
    assertThat(history.prunable(1)).extracting(HistoryFile::path).containsExactly(b1, b2, c);
    assertThatThrownBy(() -> history.prunable(0)).hasMessage("keep must be at least 1: 0");
    for (HistoryFile file : history.prunable(2)) {
      history.delete(file);
    }
    assertThat(History.open(folder).files())
        .extracting(HistoryFile::path)
        .containsExactly(cleanA, c, dirtyA);
    assertThat(folder)
        .isDirectoryNotContaining(path -> path.getFileName().toString().startsWith(B));
  }

  @Test
  void pruning_leavesWhatItDoesNotKnow() throws IOException {
    Path old = add(A, false, 1);
    Path stray = Files.writeString(old.resolveSibling("notes.txt"), "mine");
    add(B, false, 2);
    History history = History.open(folder);
    for (HistoryFile file : history.prunable(1)) {
      history.delete(file);
    }
    assertThat(old).doesNotExist();
    assertThat(stray).exists();
  }

  @Test
  void report_hasARowPerTree_newestFirst() throws IOException {
    add(A, false, 1);
    add(A, false, 2);
    add(B, true, 3);
    List<String> lines = HistoryReport.lines(History.open(folder));
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0).split(" +"))
        .containsExactly("commit", "tree", "last_measured", "documents", "machines", "KiB");
    assertThat(lines.get(1))
        .matches("bbbbbbbbbbbb +dirty +2026-01-02T03:03:00Z +1 micro +[0-9a-f]{8} +1");
    assertThat(lines.get(2))
        .matches("aaaaaaaaaaaa +clean +2026-01-02T03:02:00Z +2 micro +[0-9a-f]{8} +\\d");
    assertThat(lines.get(3)).matches("3 documents of 2 commits, \\d KiB");
  }
}
