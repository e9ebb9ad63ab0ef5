package io.plumbline.cli;

import io.plumbline.experiments.Export;
import io.plumbline.experiments.UsageException;
import io.plumbline.results.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}: a stored result in another form, on stdout or in a file. */
@Command(
    name = "export",
    description = {
      "Remakes from a stored result what was told of it, or a form that other programs read.",
      "text: as on the console; json, yaml: the whole document; csv: a row per class and model, per point of a sweep, or per simulated run;",
      "md: Markdown, of a run, of calibrate --theory or of a simulation; hgrm: HdrHistogram's percentile distribution; hlog: its interval log; series: CSV second by second."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "2:wrong usage or unreadable input", "3:it could not be written"})
final class ExportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "RESULT",
      description =
          "A document: result.json of a run, sweep.json with those of its points beside it, or what bench, capacity, calibrate or simulate stored.")
  private Path result = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "F",
      defaultValue = "text",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Export.Format format = Export.Format.TEXT;

  @Option(
      names = "--class",
      paramLabel = "NAME",
      description =
          "With --format hgrm: of a class, such as 1:urgent, or of a model (default: total).")
  private @Nullable String onlyClass;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write there instead of to stdout, in place of whatever it held.")
  private @Nullable Path output;

  @Mixin private ShowOption sections = new ShowOption();
  @Mixin private CommonOptions common = new CommonOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    common.applyLogLevel();
    String text =
        new Export(result, format, sections.show(), Optional.ofNullable(onlyClass)).text();
    PrintWriter out = spec.commandLine().getOut();
    if (output == null) {
      out.print(text);
    } else {
      if (Files.isDirectory(output)) {
        throw new UsageException("--output: is a folder: " + output);
      }
      AtomicFiles.writeText(output, file -> file.write(text));
      out.println("written: " + output);
    }
    out.flush();
    return Main.EXIT_DONE;
  }
}
