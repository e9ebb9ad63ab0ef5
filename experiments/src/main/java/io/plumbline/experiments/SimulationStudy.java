package io.plumbline.experiments;

import io.plumbline.balancing.tick.TickRecord;
import io.plumbline.results.Commit;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.SimulationRun;
import io.plumbline.results.SimulationTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Runs simulations on several threads and keeps what they came to; the result is the same for any
 * number of threads.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time. The document is rewritten
 * as scenarios are finished, so what was simulated is not lost.
 */
public final class SimulationStudy {
  /** A scenario may take a few milliseconds; its document, with all others, does too. */
  private static final long REWRITE_NANOS = 5_000_000_000L;

  /** A trace is larger than all figures together. */
  private static final int MOST_TRACED_UNASKED = 4;

  private static final int MOST_SERVERS_TRACED_UNASKED = 200;

  private final SimulationSettings settings;
  private final List<Simulation> simulations;
  private final Engine engine;
  private final Optional<SimulationDocument> former;
  private final SimulationFiles files;
  private final RunObserver observer;
  private volatile boolean stopped;

  /**
   * Checks everything before anything runs.
   *
   * @throws UsageException in one line, with the value
   */
  public SimulationStudy(
      SimulationSettings settings,
      Optional<String> baseline,
      List<String> command,
      String plumblineVersion,
      RunObserver observer) {
    this.settings = settings;
    Simulations.Chosen chosen = Simulations.of(settings);
    this.simulations = chosen.simulations();
    this.engine = chosen.engine();
    settings.traced().stream()
        .filter(name -> !name.equals(SimulationSettings.ALL))
        .filter(name -> !name.equals(SimulationSettings.NONE))
        .forEach(name -> requireSimulated("trace", name));
    requireTraceable();
    this.files =
        new SimulationFiles(
            settings.output(),
            settings.into(),
            Optional.of(engine),
            settings.seed(),
            command,
            plumblineVersion);
    this.former = files.former();
    this.observer = observer;
    baseline.ifPresent(this::requireBaseline);
  }

  private void requireTraceable() {
    for (Simulation simulation : simulations) {
      if (traces(simulation) && settings.tracedServer() >= simulation.servers()) {
        throw new UsageException(
            "--traced-server "
                + settings.tracedServer()
                + ": "
                + simulation.name()
                + " has "
                + simulation.servers()
                + " servers, the first is 0");
      }
    }
  }

  private void requireBaseline(String name) {
    boolean isKept =
        former.stream()
            .flatMap(document -> document.entries().stream())
            .anyMatch(entry -> entry.name().equals(name));
    if (!isKept) {
      requireSimulated("baseline", name);
    }
  }

  private void requireSimulated(String flag, String name) {
    if (simulations.stream().noneMatch(simulation -> simulation.name().equals(name))) {
      throw new UsageException(
          "--%s: no scenario that is simulated is called %s".formatted(flag, name));
    }
  }

  /** Ends it soon: what has begun is finished and kept. */
  public void stop() {
    stopped = true;
    observer.note("stopping; runs that are under way are finished and kept");
  }

  /** A scenario on its way. */
  private static final class Progress {
    private final Simulation simulation;
    private final boolean trace;
    private final Optional<SimulationEntry> former;
    private final Map<Integer, SimulationRun> runs = new TreeMap<>();
    private final Set<String> commits = new LinkedHashSet<>();
    private Optional<SimulationTrace> traced = Optional.empty();

    /**
     * @param former what an earlier study found, if it was the same that is asked now: all its
     *     repetitions are kept, also those beyond what is asked
     */
    Progress(Simulation simulation, boolean trace, Optional<SimulationEntry> former) {
      this.simulation = simulation;
      this.trace = trace;
      this.former = former;
      for (SimulationEntry entry : former.stream().toList()) {
        entry.runs().forEach(run -> runs.put(run.repetition(), run));
        commits.addAll(entry.commits());
        traced = entry.trace();
      }
    }

    boolean wants(int repetition, SimulationSettings settings) {
      return settings.requestsCsv().isPresent() // Rows are of runs that are made now.
          || !runs.containsKey(repetition)
          || wantsTrace(repetition, settings.tracedServer());
    }

    boolean wantsTrace(int repetition, int server) {
      String name = TickSimulation.serverName(server);
      return trace
          && repetition == 1
          && (traced.isEmpty()
              || traced.get().pid().filter(pid -> !pid.server().equals(name)).isPresent());
    }

    SimulationEntry entry() {
      return new SimulationEntry(
          simulation.name(),
          simulation.policy(),
          simulation.settings(),
          List.copyOf(runs.values()),
          traced,
          List.copyOf(commits),
          former.map(SimulationEntry::unknownFields).orElse(Map.of()));
    }
  }

  /** One run, as it comes back from its thread. */
  private record Done(Progress progress, int repetition, Simulation.Ran ran) {}

  /**
   * Runs them all.
   *
   * @throws CancellationException if it was stopped before any run was finished
   * @throws IOException if something cannot be written
   */
  public SimulationOutcome run() throws IOException, InterruptedException {
    List<String> notes = new ArrayList<>();
    Optional<Commit> commit = GitState.aroundHere(notes);
    notes.forEach(observer::note);
    List<Progress> all = new ArrayList<>();
    List<SimulationEntry> kept = new ArrayList<>();
    for (Simulation simulation : simulations) {
      Optional<SimulationEntry> unchanged = unchanged(simulation);
      Progress progress = new Progress(simulation, traces(simulation), unchanged);
      all.add(progress);
      if (repetitions().noneMatch(repetition -> progress.wants(repetition, settings))) {
        kept.addAll(unchanged.stream().toList());
      }
    }
    notes.addAll(files.formerNotes(note -> false));
    tellKept(kept, notes);
    Writer writer = new Writer(commit, notes, all);
    if (settings.requestsCsv().isEmpty()) {
      return run(all, kept, writer, Optional.empty());
    }
    List<String> columns = engine == Engine.TICK ? TickRecord.columns() : EventSimulation.columns();
    try (SimulatedRows rows = new SimulatedRows(settings.requestsCsv().get(), columns)) {
      return run(all, kept, writer, Optional.of(rows));
    }
  }

  private IntStream repetitions() {
    return IntStream.rangeClosed(1, settings.runs());
  }

  private void tellKept(List<SimulationEntry> kept, List<String> notes) {
    if (kept.isEmpty()) {
      return;
    }
    Set<String> commits = new LinkedHashSet<>();
    kept.forEach(entry -> commits.addAll(entry.commits()));
    String note =
        SimulationFiles.KEPT
            + kept.size()
            + (kept.size() == 1 ? " scenario, as simulated at " : " scenarios, as simulated at ")
            + (commits.isEmpty() ? "an unknown commit" : String.join(", ", commits));
    observer.note(note);
    notes.add(note);
  }

  private SimulationOutcome run(
      List<Progress> all, List<SimulationEntry> kept, Writer writer, Optional<SimulatedRows> rows)
      throws IOException, InterruptedException {
    boolean complete;
    try {
      complete = simulateAll(all, writer, rows);
    } catch (RuntimeException failure) {
      // What the other runs came to is true all the same.
      writer.notes.add(SimulationFiles.STOPPED + ": a simulation failed");
      if (all.stream().anyMatch(progress -> !progress.runs.isEmpty())) {
        writeAll(all, writer, rows);
      }
      throw failure;
    }
    if (all.stream().allMatch(progress -> progress.runs.isEmpty())) {
      throw new CancellationException("stopped before anything was simulated; nothing was written");
    }
    if (!complete) {
      writer.notes.add(SimulationFiles.STOPPED);
    }
    SimulationDocument document = writeAll(all, writer, rows);
    List<Path> written = new ArrayList<>(List.of(settings.output()));
    settings.requestsCsv().ifPresent(written::add);
    return new SimulationOutcome(document, complete, kept.size(), written);
  }

  private SimulationDocument writeAll(
      List<Progress> all, Writer writer, Optional<SimulatedRows> rows) throws IOException {
    SimulationDocument document = writer.write();
    if (rows.isPresent()) {
      Set<String> changed =
          all.stream()
              .filter(progress -> progress.former.isEmpty() && !progress.runs.isEmpty())
              .map(progress -> progress.simulation.name())
              .collect(Collectors.toSet());
      rows.get()
          .write(
              settings.requestsCsv().orElseThrow(),
              all.stream().map(progress -> progress.simulation.name()).toList(),
              name -> settings.into() && !changed.contains(name));
    }
    return document;
  }

  private boolean traces(Simulation simulation) {
    return settings.traced().isEmpty()
        ? simulations.size() <= MOST_TRACED_UNASKED
            && simulation.servers() <= MOST_SERVERS_TRACED_UNASKED
        : settings.traced().contains(SimulationSettings.ALL)
            || settings.traced().contains(simulation.name());
  }

  /** What the document holds already, unless something about the scenario is different now. */
  private Optional<SimulationEntry> unchanged(Simulation simulation) {
    return former.stream()
        .flatMap(document -> document.entries().stream())
        .filter(entry -> entry.name().equals(simulation.name()))
        .filter(entry -> entry.policy().equals(simulation.policy()))
        .filter(entry -> Yaml.json(entry.settings()).equals(Yaml.json(simulation.settings())))
        .findFirst()
        .map(this::withCommit);
  }

  /** Entries of before they named their commits are of their document's. */
  private SimulationEntry withCommit(SimulationEntry entry) {
    Optional<Commit> ofDocument = former.flatMap(SimulationDocument::commit);
    return !entry.commits().isEmpty() || ofDocument.isEmpty()
        ? entry
        : new SimulationEntry(
            entry.name(),
            entry.policy(),
            entry.settings(),
            entry.runs(),
            entry.trace(),
            List.of(SimulationFiles.commitName(ofDocument.get())),
            entry.unknownFields());
  }

  private boolean simulateAll(List<Progress> all, Writer writer, Optional<SimulatedRows> rows)
      throws IOException, InterruptedException {
    int threads = settings.threadCount();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "plumbline-simulation");
              thread.setDaemon(true);
              return thread;
            });
    try {
      CompletionService<Optional<Done>> service = new ExecutorCompletionService<>(pool);
      double expected = 0;
      int asked = 0;
      for (Progress progress : all) {
        for (int repetition = 1; repetition <= settings.runs(); repetition++) {
          if (!progress.wants(repetition, settings)) {
            continue;
          }
          int r = repetition;
          service.submit(() -> stopped ? Optional.empty() : Optional.of(simulate(progress, r)));
          asked++;
          expected += progress.simulation.expectedRequests();
        }
      }
      observer.step(
          counted(asked, "run")
              + " of "
              + counted(all.size(), "scenario")
              + " on "
              + counted(threads, "thread"));
      // Weights in place of nanoseconds: what is done tells how long the rest takes.
      TimeLeft left = new TimeLeft((long) (expected * 1000));
      int done = 0;
      for (int i = 0; i < asked; i++) {
        Optional<Done> one = service.take().get();
        if (one.isEmpty()) {
          continue;
        }
        done++;
        take(one.get(), writer, rows);
        left.done((long) (one.get().progress().simulation.expectedRequests() * 1000));
        observer.progress("run " + done + " of " + asked + ", " + left.text());
        writer.writeNowAndThen();
      }
      return done == asked;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a simulation failed: " + e.getCause(), e.getCause());
    } finally {
      stopped = true;
      pool.shutdownNow();
    }
  }

  private static String counted(int count, String what) {
    return count + " " + what + (count == 1 ? "" : "s");
  }

  private Done simulate(Progress progress, int repetition) {
    Simulation.Wanted wanted =
        new Simulation.Wanted(
            progress.wantsTrace(repetition, settings.tracedServer()),
            settings.tracedServer(),
            settings.requestsCsv().isPresent());
    return new Done(
        progress, repetition, progress.simulation.run(settings.seed(), repetition, wanted));
  }

  private void take(Done done, Writer writer, Optional<SimulatedRows> rows) throws IOException {
    Progress progress = done.progress();
    progress.runs.put(done.repetition(), done.ran().run());
    writer.commit.map(SimulationFiles::commitName).ifPresent(progress.commits::add);
    if (done.ran().trace().isPresent()) {
      progress.traced = done.ran().trace();
    }
    if (rows.isPresent()) {
      rows.get().add(progress.simulation.name(), done.repetition(), done.ran().requests());
      if (engine == Engine.EVENT && done.ran().requests().size() >= EventSimulation.MOST_ROWS) {
        String note =
            SimulationFiles.CUT
                + progress.simulation.name()
                + " has the first "
                + EventSimulation.MOST_ROWS
                + " of each run that ended after the warm-up, and no others";
        if (!writer.notes.contains(note)) {
          writer.notes.add(note);
          observer.note(note);
        }
      }
    }
  }

  /** Makes the document of what there is, and writes it. */
  private final class Writer {
    private final Optional<Commit> commit;
    private final List<String> notes;
    private final List<Progress> all;
    private long writtenAtNanos = System.nanoTime();

    Writer(Optional<Commit> commit, List<String> notes, List<Progress> all) {
      this.commit = commit;
      this.notes = notes;
      this.all = all;
    }

    void writeNowAndThen() throws IOException {
      if (System.nanoTime() - writtenAtNanos > REWRITE_NANOS) {
        write();
        writtenAtNanos = System.nanoTime();
      }
    }

    SimulationDocument write() throws IOException {
      Map<String, SimulationEntry> entries = new LinkedHashMap<>();
      // What the file holds beside these scenarios stays in it, in its place.
      former.stream()
          .flatMap(document -> document.entries().stream())
          .forEach(entry -> entries.put(entry.name(), withCommit(entry)));
      for (Progress progress : all) {
        if (!progress.runs.isEmpty()) {
          entries.put(progress.simulation.name(), progress.entry());
        }
      }
      return files.write(
          commit,
          List.copyOf(entries.values()),
          former.map(SimulationDocument::theory).orElse(List.of()),
          former.map(SimulationDocument::real).orElse(List.of()),
          notes);
    }
  }
}
