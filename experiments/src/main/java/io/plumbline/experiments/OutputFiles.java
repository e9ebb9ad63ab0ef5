package io.plumbline.experiments;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes sure, before a run begins, that what it finds can be written down. */
final class OutputFiles {
  private OutputFiles() {}

  /**
   * Creates the folder, and proves that a file can be made in it.
   *
   * @throws UsageException naming the flag and the folder
   */
  static void requireWritableFolder(String flag, Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".plumbline", ".probe"));
    } catch (FileAlreadyExistsException e) {
      throw new UsageException("--" + flag + ": not a folder: " + e.getFile(), e);
    } catch (IOException e) {
      throw new UsageException("--" + flag + ": cannot write to " + folder + ": " + reason(e), e);
    }
  }

  /** The same for a file that is to be written: its folder, and that it is none itself. */
  static void requireWritableFile(String flag, Path file) {
    if (Files.isDirectory(file)) {
      throw new UsageException("--" + flag + ": is a folder: " + file);
    }
    Path parent = file.toAbsolutePath().getParent();
    requireWritableFolder(flag, parent == null ? Path.of("/") : parent);
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + e.getMessage());
  }
}
