package io.plumbline.cli;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What every command takes. */
final class CommonOptions {
  /** The name of the field that holds it in every command. */
  private static final String MIXIN = "common";

  /** How much the libraries below may say on stderr; nothing logs on the send path. */
  enum LogLevel {
    off,
    error,
    warn,
    info,
    debug;

    private Level level() {
      return switch (this) {
        case off -> Level.OFF;
        case error -> Level.SEVERE;
        case warn -> Level.WARNING;
        case info -> Level.INFO;
        case debug -> Level.FINE;
      };
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
    root.setLevel(logLevel.level());
    for (Handler handler : root.getHandlers()) {
      handler.setLevel(logLevel.level());
    }
  }

  /** Whether a command was asked for stack traces. */
  static boolean verbose(CommandLine command) {
    return command.getMixins().get(MIXIN) instanceof CommonOptions options && options.verbose;
  }
}
