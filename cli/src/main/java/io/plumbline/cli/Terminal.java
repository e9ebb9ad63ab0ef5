package io.plumbline.cli;

import io.plumbline.experiments.RunObserver;
import java.io.PrintWriter;

/**
 * Tells on stderr how a run is getting on: a line per step, and on a terminal one line that keeps
 * changing.
 *
 * <p>Thread-safe.
 */
final class Terminal implements RunObserver {
  /** Set by the launcher, which can ask whether stderr is a terminal; Java cannot. */
  private static final String STDERR_IS_TERMINAL = "plumbline.stderr.terminal";

  private static final String START_OF_LINE_AND_CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean interactive;
  private boolean lineOpen;

  Terminal(PrintWriter err) {
    this(err, Boolean.getBoolean(STDERR_IS_TERMINAL));
  }

  Terminal(PrintWriter err, boolean interactive) {
    this.err = err;
    this.interactive = interactive;
  }

  /** Whether a JVM's argument may be handed on to a JVM that has no terminal. */
  static boolean isNotAboutThisTerminal(String jvmArgument) {
    return !jvmArgument.startsWith("-D" + STDERR_IS_TERMINAL);
  }

  @Override
  public synchronized void step(String text) {
    closeLine();
    err.println("plumbline: " + text);
  }

  @Override
  public synchronized void note(String text) {
    closeLine();
    err.println("plumbline: note: " + text);
  }

  @Override
  public synchronized void progress(String text) {
    if (interactive) {
      err.print(START_OF_LINE_AND_CLEAR + text);
      err.flush();
      lineOpen = true;
    }
  }

  /** Leaves the changing line alone from here on. */
  synchronized void closeLine() {
    if (lineOpen) {
      err.println();
      lineOpen = false;
    }
  }
}
