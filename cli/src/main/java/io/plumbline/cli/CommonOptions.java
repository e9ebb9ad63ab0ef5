package io.plumbline.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** What every command takes. */
final class CommonOptions {

  /** How much the libraries below may say on stderr; nothing logs on the send path. */
  enum LogLevel {
    off(Level.OFF),
    error(Level.SEVERE),
    warn(Level.WARNING),
    info(Level.INFO),
    debug(Level.FINE);

    private final Level level;

    LogLevel(Level level) {
      this.level = level;
    }
  }

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      defaultValue = "error",
      description =
          "What libraries may log on stderr: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private LogLevel logLevel = LogLevel.error;

  @Option(names = "--verbose", description = "Print stack traces with errors.")
  private boolean verbose;

  void applyLogLevel() {
    Logger root = Logger.getLogger("");
    root.setLevel(logLevel.level);
    for (Handler handler : root.getHandlers()) {
      handler.setLevel(logLevel.level);
    }
  }

  static boolean verbose(ParseResult parsed) {
    for (ParseResult level = parsed; level != null; level = level.subcommand()) {
      if (level.hasMatchedOption("--verbose")) {
        return true;
      }
    }
    return false;
  }
}
