package io.plumbline.results;

import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes files that are complete or not there: a reader sees the old content or all of the new.
 *
 * <p>The content goes to a temporary file beside the target, is forced to the device, and takes the
 * target's name in one rename. Missing folders are created. If anything fails the temporary file is
 * removed and the target is as it was. Writers of the same file may race, in one process or
 * several: one of them wins, whole. An interrupted thread can still write its result.
 */
public final class AtomicFiles {

  /** Far more leftovers of killed processes, or simultaneous writers of one file, than is sane. */
  private static final int MAX_TEMPORARY_NAMES = 1000;

  private AtomicFiles() {}

  /** Produces the bytes of a file; the stream is buffered and need not be closed. */
  @FunctionalInterface
  public interface BytesContent {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Produces the text of a file; the writer is buffered, encodes UTF-8 and need not be closed. */
  @FunctionalInterface
  public interface TextContent {
    void writeTo(Writer out) throws IOException;
  }

  /**
   * Replaces {@code file} by what {@code content} writes.
   *
   * @throws IOException naming the path, if it is a folder or cannot be written; whatever {@code
   *     content} throws is passed on
   */
  public static void writeBytes(Path file, BytesContent content) throws IOException {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || Files.isDirectory(target)) {
      throw new FileSystemException(target.toString(), null, "a folder is in the way");
    }
    // createDirectories refuses a symbolic link to a folder before Java 20.
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    Path temporary = createTemporary(target);
    try {
      writeForced(temporary, content);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (Throwable failure) {
      try {
        Files.deleteIfExists(temporary);
      } catch (IOException leftBehind) {
        failure.addSuppressed(leftBehind);
      }
      throw failure;
    }
    forceFolder(folder);
  }

  /** As {@link #writeBytes}, for text in UTF-8. */
  public static void writeText(Path file, TextContent content) throws IOException {
    writeBytes(
        file,
        out -> {
          try (Writer writer =
              new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8))) {
            content.writeTo(writer);
          }
        });
  }

  /** Not {@code createTempFile}: that one hides the result from everybody but its owner. */
  private static Path createTemporary(Path target) throws IOException {
    for (int i = 0; i < MAX_TEMPORARY_NAMES; i++) {
      Path temporary = target.resolveSibling("." + target.getFileName() + "." + i + ".tmp");
      try {
        return Files.createFile(temporary);
      } catch (FileAlreadyExistsException taken) {
        // Another writer's, or a killed one's: not ours to touch. The next name.
      }
    }
    throw new FileSystemException(
        target.toString(), null, MAX_TEMPORARY_NAMES + " temporary files lie beside it");
  }

  private static void writeForced(Path temporary, BytesContent content) throws IOException {
    // Not a FileChannel: an interrupt closes those, and an interrupted run must still be stored.
    try (FileOutputStream file = new FileOutputStream(temporary.toFile())) {
      OutputStream buffered = new BufferedOutputStream(file, 1 << 16);
      content.writeTo(new Unclosed(buffered));
      buffered.flush();
      file.getFD().sync();
    }
  }

  /** Makes the rename itself durable, where a folder can be opened and forced. */
  private static void forceFolder(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notOnThisPlatform) {
      // The file is whole and in place; only its survival of a power cut is left to the system.
    }
  }

  /** Lets content close its stream, as JSON writers do, while the file still has to be forced. */
  private static final class Unclosed extends OutputStream {
    private final OutputStream out;

    Unclosed(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int oneByte) throws IOException {
      out.write(oneByte);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      out.flush();
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
