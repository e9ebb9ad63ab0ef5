package io.plumbline.results;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says where in a history a document belongs: {@code <commit>/<kind>-<time>-<machine key>.json}.
 *
 * <p>What was measured in a work tree that differs from its commit belongs into {@code
 * <commit>-dirty}. The time is when measuring began, in UTC to the millisecond. The machine key
 * names what makes machines comparable (processor, cores, memory, Java's feature release) and holds
 * no reading that changes from one day to the next.
 */
public final class HistoryFiles {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** "Vendor 17.0.15+6", and "VM 1.8.0_402" of old. */
  private static final Pattern FEATURE_RELEASE =
      Pattern.compile("(?:^|\\s)(?:1\\.)?(\\d+)(?:[.+-]\\S*)?$");

  private static final String HEX_ID = "[0-9a-f]{40}|[0-9a-f]{64}";
  private static final String KIND = "[a-z]+";
  private static final String DIRTY = "-dirty";
  private static final Pattern COMMIT_FOLDER =
      Pattern.compile("(%s)(%s)?".formatted(HEX_ID, DIRTY));
  private static final Pattern FILE =
      Pattern.compile("(%s)-(\\d{8}T\\d{6}\\.\\d{3}Z)-([0-9a-f]{8})\\.json".formatted(KIND));

  private static final long GIB = 1L << 30;
  private static final int KEY_DIGITS = 8;

  private HistoryFiles() {}

  /**
   * The document's place below {@code history}.
   *
   * @throws IllegalArgumentException if the document has no commit, or its commit or its kind
   *     cannot be part of a file's name
   */
  public static Path file(Path history, Document document) {
    requireName("kind", document.kind(), KIND);
    return folder(history, document)
        .resolve(
            "%s-%s-%s.json"
                .formatted(
                    document.kind(),
                    TIME.format(document.startedAt()),
                    machineKey(document.environment())));
  }

  private static Path folder(Path history, Document document) {
    Commit commit =
        document
            .commit()
            .orElseThrow(
                () -> new IllegalArgumentException("a document without a commit has no place"));
    requireName("commit", commit.id(), HEX_ID);
    return history.resolve(commit.dirty() ? commit.id() + DIRTY : commit.id());
  }

  /** A name that somebody else gave could lead out of the history. */
  private static void requireName(String what, String name, String pattern) {
    if (!name.matches(pattern)) {
      throw new IllegalArgumentException(
          "%s must be %s to have a place in a history: \"%s\"".formatted(what, pattern, name));
    }
  }

  /** What the name of a folder in a history says; empty if it is no commit's. */
  static Optional<CommitFolder> parseFolder(String name) {
    Matcher matcher = COMMIT_FOLDER.matcher(name);
    return matcher.matches()
        ? Optional.of(new CommitFolder(matcher.group(1), matcher.group(2) != null))
        : Optional.empty();
  }

  /** What the name of a file in a commit's folder says; empty if it is no document's. */
  static Optional<HistoryFile> parseFile(CommitFolder folder, Path path, long bytes) {
    Matcher matcher = FILE.matcher(path.getFileName().toString());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new HistoryFile(
              folder.commitId(),
              folder.dirty(),
              matcher.group(1),
              TIME.parse(matcher.group(2), Instant::from),
              matcher.group(3),
              bytes,
              path));
    } catch (DateTimeException noSuchTime) {
      return Optional.empty();
    }
  }

  /** Which commit's results a folder holds. */
  record CommitFolder(String commitId, boolean dirty) {}

  /**
   * To quarters of a doubling: a kernel keeps a little for itself, not always the same, and less
   * than that moves none of the usual sizes over a bound.
   */
  private static String roundedMemory(long bytes) {
    return String.valueOf(Math.round(4 * Math.log((double) bytes / GIB) / Math.log(2)));
  }

  /** Equal for machines whose results may be compared; {@value #KEY_DIGITS} hexadecimal digits. */
  public static String machineKey(Environment environment) {
    Matcher release = FEATURE_RELEASE.matcher(environment.jdk());
    String machine =
        String.join(
            "\n",
            environment.cpuModel().orElse(""),
            String.valueOf(environment.cores()),
            environment.memoryBytes().isPresent()
                ? roundedMemory(environment.memoryBytes().getAsLong())
                : "",
            release.find() ? release.group(1) : environment.jdk());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(machine.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, KEY_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
