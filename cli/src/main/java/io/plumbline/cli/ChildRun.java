package io.plumbline.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * This program as {@code run} in a JVM of its own, which ends when the one that started it does,
 * even by SIGKILL: then its standard input ends, which it watches.
 */
final class ChildRun {
  /** Set in a child: somebody else's input may end at once, as it does in a pipeline. */
  private static final String ENDS_WITH_INPUT = "plumbline.ends.with.input";

  private ChildRun() {}

  /** What starts a child in a JVM like this one; the flags of the run are to be added. */
  static List<String> launch() {
    List<String> launch = new ArrayList<>();
    launch.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(Terminal::isNotAboutThisTerminal)
        .forEach(launch::add);
    launch.add("-D" + ENDS_WITH_INPUT + "=true");
    launch.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run"));
    return launch;
  }

  /** If this is a child, ends it with its parent. */
  static void watchParent() {
    if (Boolean.getBoolean(ENDS_WITH_INPUT)) {
      Thread watch = new Thread(ChildRun::endWithInput, "plumbline-parent-watch");
      watch.setDaemon(true);
      watch.start();
    }
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {
        // Nothing is expected on it but its end.
      }
    } catch (IOException e) {
      System.err.println("run: cannot read what the parent holds open: " + e.getMessage());
    }
    // Whoever would have read the result is gone, and may begin anew at the same place.
    Runtime.getRuntime().halt(Main.EXIT_FAILED);
  }
}
