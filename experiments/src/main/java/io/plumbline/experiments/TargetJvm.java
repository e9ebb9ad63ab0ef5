package io.plumbline.experiments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java program to fork instead of the one that runs this, found to work.
 *
 * @param feature its version, such as 17
 * @param jdk vendor and version, as an environment tells them
 */
record TargetJvm(Path program, int feature, String jdk) {
  private static final int OLDEST = 17;

  /**
   * Asks the program who it is.
   *
   * @param path of a {@code java} program, or of a JDK
   * @throws UsageException if it is none, or too old
   */
  static TargetJvm at(Path path) throws InterruptedException {
    Path program = (Files.isDirectory(path) ? path.resolve("bin/java") : path).toAbsolutePath();
    if (!Files.isExecutable(program)) {
      throw new UsageException("--jvm: no such program: " + program);
    }
    String said = ask(program);
    Optional<String> release = property("java.specification.version", said);
    Optional<String> version = property("java.runtime.version", said);
    if (release.isEmpty() || version.isEmpty()) {
      throw new UsageException("--jvm: not a Java program: " + program);
    }
    // Before 9 it was "1.8".
    if (release.get().startsWith("1.") || Integer.parseInt(release.get()) < OLDEST) {
      throw new UsageException(
          "--jvm: must be Java " + OLDEST + " or later: " + program + " is " + version.get());
    }
    return new TargetJvm(
        program.normalize(),
        Integer.parseInt(release.get()),
        property("java.vendor", said).orElse("") + " " + version.get());
  }

  private static String ask(Path program) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(program.toString(), "-XshowSettings:properties", "-version"))
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? said : "";
    } catch (IOException e) {
      throw new UsageException("--jvm: cannot run " + program + ": " + e.getMessage(), e);
    }
  }

  private static Optional<String> property(String name, String said) {
    Matcher line = Pattern.compile("(?m)^\\s*" + Pattern.quote(name) + " = (.*)$").matcher(said);
    return line.find() ? Optional.of(line.group(1).strip()) : Optional.empty();
  }
}
