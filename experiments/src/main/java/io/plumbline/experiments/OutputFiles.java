package io.plumbline.experiments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** Makes sure, before a run begins, that what it finds can be written down. */
public final class OutputFiles {
  private OutputFiles() {}

  /**
   * Proves that the folder can be made, if it is not there, and a file in it; leaves nothing
   * behind.
   *
   * @throws UsageException naming the flag and the folder
   */
  static void requireWritableFolder(String flag, Path folder) {
    Deque<Path> missing = new ArrayDeque<>();
    for (Path path = folder.toAbsolutePath();
        path != null && !Files.exists(path);
        path = path.getParent()) {
      missing.push(path);
    }
    Deque<Path> made = new ArrayDeque<>();
    try {
      for (Path path : missing) {
        Files.createDirectory(path);
        made.push(path);
      }
      Files.delete(Files.createTempFile(folder, ".plumbline", ".probe"));
      for (Path path : made) {
        Files.delete(path);
      }
    } catch (IOException e) {
      made.forEach(path -> path.toFile().delete());
      throw new UsageException("--" + flag + ": cannot write to " + folder + ": " + reason(e), e);
    }
  }

  /**
   * The same for a file that is to be written: its folder, and that it is none itself.
   *
   * @throws UsageException naming the flag and the file
   */
  public static void requireWritableFile(String flag, Path file) {
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
