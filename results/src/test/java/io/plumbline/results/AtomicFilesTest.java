package io.plumbline.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {

  @TempDir Path folder;

  @Test
  void writeText_createsFoldersAndEncodesUtf8() throws IOException {
    Path file = folder.resolve("a/b/metrics.csv");

    AtomicFiles.writeText(file, out -> out.write("µs\n"));

    assertThat(Files.readAllBytes(file)).isEqualTo("µs\n".getBytes(StandardCharsets.UTF_8));
    assertThat(namesIn(file.resolveSibling(""))).containsExactly("metrics.csv");
  }

  @Test
  void writeBytes_replacesTheOldFileWhole() throws IOException {
    Path file = folder.resolve("result.bin");
    Files.write(file, new byte[100]);
    byte[] content = new byte[1_000_003];
    Arrays.fill(content, (byte) 7);

    AtomicFiles.writeBytes(
        file,
        out -> {
          out.write(content, 0, 1_000_000);
          out.write(content, 1_000_000, 2);
          out.write(7);
        });

    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  @Test
  void theOldFileStandsUntilTheNewOneIsComplete() throws IOException {
    Path file = Files.writeString(folder.resolve("result.json"), "old");

    AtomicFiles.writeText(
        file,
        out -> {
          out.write("new");
          out.flush();
          assertThat(file).hasContent("old");
        });

    assertThat(file).hasContent("new");
  }

  @Test
  void aFailingWriter_leavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("result.json"), "old");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () ->
                AtomicFiles.writeText(
                    file,
                    out -> {
                      out.write("half");
                      throw new IOException("disk full");
                    }))
        .withMessage("disk full");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                AtomicFiles.writeBytes(
                    file,
                    out -> {
                      throw new IllegalStateException("bug");
                    }));

    assertThat(file).hasContent("old");
    assertThat(namesIn(folder)).containsExactly("result.json");
  }

  @Test
  void aFolderInTheWay_isNamed() throws IOException {
    Path file = Files.createDirectory(folder.resolve("result.json"));

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> AtomicFiles.writeText(file, out -> out.write("new")))
        .withMessage(file + ": a folder is in the way");

    assertThat(namesIn(folder)).containsExactly("result.json");
  }

  @Test
  void aFileWhereAFolderShouldBe_isNamed() throws IOException {
    Path notAFolder = Files.writeString(folder.resolve("logs"), "");

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(
            () -> AtomicFiles.writeText(notAFolder.resolve("a.txt"), out -> out.write("new")))
        .withMessageContaining(notAFolder.toString());
  }

  @Test
  void aLeftoverOfAKilledWriter_isNeitherUsedNorTouched() throws IOException {
    Path leftover = Files.writeString(folder.resolve(".result.json.0.tmp"), "half");

    AtomicFiles.writeText(folder.resolve("result.json"), out -> out.write("new"));

    assertThat(leftover).hasContent("half");
    assertThat(namesIn(folder)).containsExactly(".result.json.0.tmp", "result.json");
  }

  @Test
  void twoWritersOfOneFile_areBothWholeAndTheLastWins() throws IOException {
    Path file = folder.resolve("result.json");

    AtomicFiles.writeText(
        file,
        slow -> {
          slow.write("the slow ");
          AtomicFiles.writeText(file, quick -> quick.write("the quick one"));
          assertThat(file).hasContent("the quick one");
          slow.write("one");
        });

    assertThat(file).hasContent("the slow one");
    assertThat(namesIn(folder)).containsExactly("result.json");
  }

  @Test
  void aContentThatClosesItsStream_isStillWrittenAndForced() throws IOException {
    Path file = folder.resolve("result.json");

    AtomicFiles.writeBytes(
        file,
        out -> {
          try (Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8)) {
            writer.write("{}");
          }
        });
    assertThat(file).hasContent("{}");

    AtomicFiles.writeText(
        file,
        out -> {
          out.write("[]");
          out.close();
        });
    assertThat(file).hasContent("[]");
  }

  @Test
  void anInterruptedThread_stillStoresItsResult() throws IOException {
    Path file = folder.resolve("result.json");
    Thread.currentThread().interrupt();

    AtomicFiles.writeText(file, out -> out.write("{}"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).hasContent("{}");
  }

  @Test
  void aSymbolicLinkToAFolder_isAFolder() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    AtomicFiles.writeText(link.resolve("a.txt"), out -> out.write("a"));

    assertThat(real.resolve("a.txt")).hasContent("a");
  }

  @Test
  void theResult_isAsReadableAsAnyOtherFile() throws IOException {
    Path ordinary = Files.writeString(folder.resolve("ordinary"), "");
    Path written = folder.resolve("written");

    AtomicFiles.writeText(written, out -> out.write(""));

    assertThat(Files.getPosixFilePermissions(written))
        .isEqualTo(Files.getPosixFilePermissions(ordinary));
  }

  private static Stream<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }
}
