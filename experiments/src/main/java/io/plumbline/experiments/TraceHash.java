package io.plumbline.experiments;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes sure that the trace which is replayed is the one that was meant. */
final class TraceHash {
  private static final Pattern TRACE = Pattern.compile("trace:(.+?)(,scale=[^,]*)?");

  private TraceHash() {}

  /** The file that a shape replays; empty if it replays none. */
  static Optional<Path> fileOf(String arrivals) {
    Matcher trace = TRACE.matcher(arrivals);
    return trace.matches() ? Optional.of(Path.of(trace.group(1))) : Optional.empty();
  }

  /**
   * The SHA-256 of the trace that these settings name; empty if they name none.
   *
   * @throws UsageException if it cannot be read, or is not the one that the settings expect
   */
  static Optional<String> of(LoadSettings settings) {
    Optional<Path> file = fileOf(settings.arrivals());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String found = sha256(file.get());
    settings
        .traceSha256()
        .filter(expected -> !expected.equals(found))
        .ifPresent(
            expected -> {
              throw new UsageException(
                  file.get()
                      + " is not the trace that is meant: its SHA-256 is "
                      + found
                      + ", and --trace-sha256 says "
                      + expected);
            });
    return Optional.of(found);
  }

  private static String sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchFileException e) {
      throw new UsageException("cannot read " + file + ": there is no such file", e);
    } catch (IOException e) {
      throw new UsageException("cannot read " + file + ": " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new LinkageError("every JVM has SHA-256", e);
    }
  }
}
