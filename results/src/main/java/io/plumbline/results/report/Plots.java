package io.plumbline.results.report;

import io.plumbline.results.Documents;
import io.plumbline.results.report.PlotSpec.ChartSpec;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * A plot's specification with the files that its globs name.
 *
 * <p>A glob names sides by their words, {@value #BASE} and {@value #HEAD}, and files below a folder
 * by their path from there or by their name alone.
 *
 * @param files that could be read, in the order of their names
 * @param unreadable why the others could not, by name
 */
public record Plots(PlotSpec spec, List<LoadRun> files, SortedMap<String, String> unreadable) {
  public static final String BASE = "base";
  public static final String HEAD = "head";

  private static final int SHORT_ID = 7;

  public Plots {
    files = List.copyOf(files);
    unreadable = Collections.unmodifiableSortedMap(new TreeMap<>(unreadable));
  }

  /**
   * Reads the load documents that the globs name.
   *
   * @param folder where files are looked for; links are not followed
   * @throws IOException if the folder cannot be listed
   */
  public static Plots read(PlotSpec spec, Path folder) throws IOException {
    List<String> globs =
        spec.charts().stream()
            .flatMap(
                chart -> Stream.concat(chart.baselines().stream(), chart.treatments().stream()))
            .distinct()
            .toList();
    List<LoadRun> files = new ArrayList<>();
    SortedMap<String, String> unreadable = new TreeMap<>();
    for (Path path : jsonFiles(folder)) {
      String name = folder.relativize(path).toString().replace('\\', '/');
      if (globs.stream().noneMatch(glob -> names(glob, name))) {
        continue;
      }
      try {
        files.add(new LoadRun(name, Documents.readLoad(path)));
      } catch (IOException | IllegalArgumentException e) {
        unreadable.put(name, String.valueOf(e.getMessage()));
      }
    }
    return new Plots(spec, files, unreadable);
  }

  private static List<Path> jsonFiles(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.toString().endsWith(".json") && Files.isRegularFile(path))
          .filter(path -> !Files.isSymbolicLink(path))
          .sorted()
          .toList();
    }
  }

  /** Whether a glob is one that can be read at all: it stays below its folder. */
  static void requireGlob(String glob) {
    if (glob.isBlank() || glob.startsWith("/") || List.of(glob.split("/", -1)).contains("..")) {
      throw new IllegalArgumentException(
          "a glob must name something below the folder: \"" + glob + '"');
    }
    matcher(glob);
  }

  private static PathMatcher matcher(String glob) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + glob);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("not a glob: " + glob + ": " + e.getDescription(), e);
    }
  }

  static boolean names(String glob, String name) {
    Path path = Path.of(name);
    return matcher(glob).matches(path)
        || Optional.ofNullable(path.getFileName()).filter(matcher(glob)::matches).isPresent();
  }

  /** All charts; under each stands what of it is not drawn. */
  List<Chart> charts(List<LoadRun> base, List<LoadRun> head) {
    List<Chart> charts = new ArrayList<>();
    for (ChartSpec spec : spec.charts()) {
      List<String> notes = new ArrayList<>();
      List<Chart> drawn =
          LoadCharts.of(
              "plot-" + (charts.size() + 1),
              spec,
              groups(spec, spec.baselines(), base, head, notes),
              groups(spec, spec.treatments(), base, head, notes));
      charts.addAll(drawn.stream().map(chart -> chart.with(notes)).toList());
    }
    return charts;
  }

  private List<LoadGroup> groups(
      ChartSpec spec,
      List<String> globs,
      List<LoadRun> base,
      List<LoadRun> head,
      List<String> notes) {
    Map<String, List<LoadRun>> byLabel = new TreeMap<>();
    for (String glob : globs) {
      List<LoadRun> named = files.stream().filter(run -> names(glob, run.file())).toList();
      List<LoadRun> ofBase = names(glob, BASE) ? base : List.of();
      List<LoadRun> ofHead = names(glob, HEAD) ? head : List.of();
      ofBase.forEach(run -> add(byLabel, label(spec, run, BASE), run));
      ofHead.forEach(run -> add(byLabel, label(spec, run, HEAD), run));
      named.forEach(run -> add(byLabel, label(spec, run, commit(run)), run));
      unreadable.forEach(
          (name, why) -> {
            if (names(glob, name)) {
              notes.add(name + " is left out: " + why);
            }
          });
      if (named.isEmpty() && ofBase.isEmpty() && ofHead.isEmpty()) {
        notes.add(glob + ": n/a (it names no load run that could be read)");
      }
    }
    List<LoadGroup> groups = new ArrayList<>();
    byLabel.forEach((label, runs) -> groups.addAll(LoadGroup.of(label, runs)));
    return groups;
  }

  /** A run that two globs name is drawn once. */
  private static void add(Map<String, List<LoadRun>> byLabel, String label, LoadRun run) {
    List<LoadRun> runs = byLabel.computeIfAbsent(label, key -> new ArrayList<>());
    if (!runs.contains(run)) {
      runs.add(run);
    }
  }

  private static String label(ChartSpec spec, LoadRun run, String otherwise) {
    return spec.labels().entrySet().stream()
        .filter(entry -> names(entry.getKey(), run.file()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(otherwise);
  }

  private static String commit(LoadRun run) {
    return run.document()
        .commit()
        .map(
            c ->
                c.id().substring(0, Math.min(SHORT_ID, c.id().length()))
                    + (c.dirty() ? " dirty" : ""))
        .orElse("no commit");
  }
}
