package io.plumbline.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Version and commit, as the build wrote them down. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {text()};
  }

  static String text() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        build.load(in);
      }
    }
    boolean dirty = Boolean.parseBoolean(build.getProperty("git.dirty"));
    return "plumbline %s (commit %s%s)"
        .formatted(
            build.getProperty("git.build.version", "unknown"),
            build.getProperty("git.commit.id.abbrev", "unknown"),
            dirty ? ", modified" : "");
  }
}
