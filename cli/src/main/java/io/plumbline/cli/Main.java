package io.plumbline.cli;

import io.plumbline.experiments.UsageException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CancellationException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program: dispatches to its commands and turns what they throw into one line and an exit code.
 */
@Command(
    name = "plumbline",
    description = "Measures what a gRPC inference path in Java costs and what it does under load.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the answer is no",
      "2:wrong usage or unreadable input; nothing was started",
      "3:the run is invalid, was interrupted, or could not finish"
    },
    subcommands = {
      RunCommand.class,
      ServeCommand.class,
      PlanCommand.class,
      PeerCommand.class,
      BenchCommand.class,
      SweepCommand.class,
      CapacityCommand.class,
      ScenariosCommand.class,
      CalibrateCommand.class,
      SimulateCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      ExportCommand.class,
      HistoryCommand.class,
      HelpCommand.class,
      GenerateCompletion.class
    })
final class Main implements Runnable {
  private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

  static final int EXIT_DONE = 0;
  static final int EXIT_NO = 1;
  static final int EXIT_USAGE = 2;
  static final int EXIT_FAILED = 3;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  public static void main(String[] args) {
    // Netty's search for leaks takes stack traces of every hundredth buffer. Read when it starts.
    System.setProperty(LEAK_DETECTION, System.getProperty(LEAK_DETECTION, "disabled"));
    CommandLine command = commandLine();
    int exitCode;
    try {
      exitCode = command.execute(args);
    } catch (OutOfMemoryError | StackOverflowError e) {
      // Else it would be told by a stack trace and the exit code of a "no".
      command
          .getErr()
          .println("plumbline: " + e + "; give java more, as with JAVA_TOOL_OPTIONS=-Xmx4g");
      exitCode = EXIT_FAILED;
    }
    System.exit(exitCode);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(Main::wrongUsage)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (CommonOptions.verbose(command)) {
                failure.printStackTrace(command.getErr());
              }
              command.getErr().println(command.getCommandName() + ": " + oneLine(failure));
              return failure instanceof UsageException ? EXIT_USAGE : EXIT_FAILED;
            });
  }

  /** The message, and for what nobody foresaw its kind as well. */
  private static String oneLine(Throwable failure) {
    String message = String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    return failure instanceof UsageException || failure instanceof CancellationException
        ? message
        : failure.getClass().getSimpleName() + ": " + message + " (--verbose tells more)";
  }

  private static int wrongUsage(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    String message = String.valueOf(failure.getMessage()).replaceAll("\\s*\\R\\s*", " ");
    command.getErr().println(command.getCommandName() + ": " + message + "; see --help");
    return EXIT_USAGE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
