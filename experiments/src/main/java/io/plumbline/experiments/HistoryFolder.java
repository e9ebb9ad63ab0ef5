package io.plumbline.experiments;

import io.plumbline.results.Commit;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.HistoryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Keeps finished documents under the commit that they were measured at. */
final class HistoryFolder {
  private final Path folder;

  /**
   * @throws UsageException if nothing can be kept there
   */
  HistoryFolder(Path folder, Optional<Commit> commit) {
    if (commit.isEmpty()) {
      throw new UsageException(
          "--history "
              + folder
              + ": there is no commit to keep results under; run inside a git"
              + " repository");
    }
    OutputFiles.requireWritableFolder("history", folder);
    this.folder = folder;
  }

  /**
   * Writes the document at its place.
   *
   * @throws IOException also if a symbolic link would lead it out of the history
   */
  Path add(Document document) throws IOException {
    Path file = HistoryFiles.file(folder, document);
    if (Files.isSymbolicLink(folder.resolve(folder.relativize(file).getName(0)))) {
      throw new IOException(file + ": its folder is a symbolic link");
    }
    Documents.write(file, document);
    return file;
  }
}
