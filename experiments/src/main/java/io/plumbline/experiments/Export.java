package io.plumbline.experiments;

import io.plumbline.results.CalibrationDocument;
import io.plumbline.results.CalibrationReport;
import io.plumbline.results.CapacityDocument;
import io.plumbline.results.CapacityReport;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.HistogramFiles;
import io.plumbline.results.LoadCsv;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadEntry;
import io.plumbline.results.LoadMarkdown;
import io.plumbline.results.LoadReport;
import io.plumbline.results.Metric;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.MicroReport;
import io.plumbline.results.SeriesCsv;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SweepCsv;
import io.plumbline.results.SweepDocument;
import io.plumbline.results.SweepReport;
import io.plumbline.results.TheoryDocument;
import io.plumbline.results.TheoryReport;
import io.plumbline.results.simulation.SimulationCsv;
import io.plumbline.results.simulation.SimulationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Remakes from a stored document what is told of it elsewhere.
 *
 * @param result the document's file; those of a sweep's points lie beside it
 * @param show the flags of the metric table whose sections are asked for; none means the usual ones
 * @param entry whose histogram: a class, a model, or the total; empty is the total
 */
public record Export(Path result, Format format, Set<Metric.Flag> show, Optional<String> entry) {

  /** What can be made. */
  public enum Format {
    /** As on the console. */
    TEXT,
    /** The document itself. */
    JSON,
    YAML,
    /** A row per class, or per point of a sweep. */
    CSV,
    /** Markdown. */
    MD,
    /** HdrHistogram's percentile distribution. */
    HGRM,
    /** HdrHistogram's interval log. */
    HLOG,
    /** Second by second, as CSV. */
    SERIES;

    /** As on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Checks what can be checked without the document.
   *
   * @throws UsageException if something is asked for that the format has not
   */
  public Export {
    show = Set.copyOf(show);
    if (entry.isPresent() && format != Format.HGRM) {
      throw new UsageException("--class " + entry.get() + " goes with --format hgrm");
    }
    if (!show.isEmpty() && format != Format.TEXT && format != Format.MD) {
      throw new UsageException("--show goes with --format text or md");
    }
  }

  /**
   * The whole text, ending in a line end.
   *
   * @throws UsageException if the document cannot be read, or cannot be told so
   */
  public String text() {
    if (!Files.isRegularFile(result)) {
      throw new UsageException("no such file: " + result);
    }
    try {
      return text(Documents.read(result));
    } catch (IOException e) {
      throw new UsageException("cannot read " + e.getMessage(), e);
    }
  }

  private String text(Document document) throws IOException {
    if (format == Format.JSON) {
      return Documents.text(document);
    }
    if (format == Format.YAML) {
      return Yaml.text(Documents.tree(document));
    }
    if (document instanceof LoadDocument load) {
      return text(load);
    }
    if (format == Format.TEXT) {
      return joined(lines(document));
    }
    if (document instanceof SweepDocument sweep && format == Format.CSV) {
      return SweepCsv.text(result.toAbsolutePath().resolveSibling(""), sweep);
    }
    if (document instanceof TheoryDocument theory && format == Format.MD) {
      return joined(TheoryReport.markdown(theory));
    }
    if (document instanceof SimulationDocument simulation && format == Format.CSV) {
      return SimulationCsv.everything(simulation);
    }
    if (document instanceof SimulationDocument simulation && format == Format.MD) {
      return SimulationReport.markdown(simulation, Optional.empty());
    }
    throw notMade(document);
  }

  private UsageException notMade(Document document) {
    return new UsageException(
        "--format "
            + format
            + " is made of the document of one run: "
            + result
            + " holds kind \""
            + document.kind()
            + '"');
  }

  /** As its command told it. */
  private List<String> lines(Document document) {
    if (document instanceof SweepDocument sweep) {
      return SweepReport.lines(sweep);
    } else if (document instanceof MicroDocument micro) {
      return MicroReport.lines(micro);
    } else if (document instanceof CapacityDocument capacity) {
      return CapacityReport.lines(capacity);
    } else if (document instanceof CalibrationDocument calibration) {
      return CalibrationReport.lines(calibration);
    } else if (document instanceof TheoryDocument theory) {
      return TheoryReport.lines(theory);
    } else if (document instanceof SimulationDocument simulation) {
      return SimulationReport.lines(simulation, Optional.empty());
    }
    throw notMade(document);
  }

  private String text(LoadDocument load) {
    return switch (format) {
      case TEXT -> joined(LoadReport.lines(load, show));
      case CSV -> LoadCsv.text(load);
      case MD -> LoadMarkdown.text(load, show);
      case HGRM -> HistogramFiles.hgrm(entry(load));
      case HLOG -> HistogramFiles.hlog(load);
      case SERIES -> SeriesCsv.text(load);
      case JSON, YAML -> throw new IllegalStateException(format + " is made of any document");
    };
  }

  private LoadEntry entry(LoadDocument load) {
    String name = entry.orElse(LoadEntry.TOTAL);
    List<LoadEntry> all = Stream.concat(load.entries().stream(), load.models().stream()).toList();
    return all.stream()
        .filter(candidate -> candidate.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--class: no \""
                        + name
                        + "\" in "
                        + result
                        + "; it has "
                        + all.stream().map(LoadEntry::name).collect(Collectors.joining(", "))));
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
