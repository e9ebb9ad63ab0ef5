package io.plumbline.experiments;

import io.plumbline.balancing.tick.TickRecord;
import io.plumbline.results.AtomicFiles;
import io.plumbline.results.Commit;
import io.plumbline.results.CsvFields;
import io.plumbline.results.SimulationDocument;
import io.plumbline.results.SimulationDocument.Engine;
import io.plumbline.results.SimulationEntry;
import io.plumbline.results.SimulationRun;
import io.plumbline.results.SimulationTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

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
    baseline.ifPresent(name -> requireSimulated("baseline", name));
    this.files =
        new SimulationFiles(
            settings.output(), settings.into(), engine, settings.seed(), command, plumblineVersion);
    this.former = files.former();
    this.observer = observer;
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
    private final Map<Integer, SimulationRun> runs = new TreeMap<>();
    private final Map<Integer, List<List<String>>> rows = new TreeMap<>();
    private Optional<SimulationTrace> traced = Optional.empty();
    private boolean kept;

    Progress(Simulation simulation, boolean trace) {
      this.simulation = simulation;
      this.trace = trace;
    }

    /** Takes over what an earlier study found, if it was the same that was asked. */
    void keep(SimulationEntry entry, int runsWanted) {
      entry.runs().stream()
          .filter(run -> run.repetition() <= runsWanted)
          .forEach(run -> runs.put(run.repetition(), run));
      traced = entry.trace();
      kept = runs.size() == runsWanted && (!trace || traced.isPresent());
    }

    boolean wantsTrace(int repetition) {
      return trace && repetition == 1 && traced.isEmpty();
    }

    SimulationEntry entry() {
      return new SimulationEntry(
          simulation.name(),
          simulation.policy(),
          simulation.settings(),
          List.copyOf(runs.values()),
          traced,
          Map.of());
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
    List<String> keptOf = new ArrayList<>();
    for (Simulation simulation : simulations) {
      Progress progress = new Progress(simulation, traces(simulation));
      unchanged(simulation).ifPresent(entry -> progress.keep(entry, settings.runs()));
      all.add(progress);
      if (progress.kept) {
        keptOf.add(simulation.name());
      }
    }
    if (!keptOf.isEmpty()) {
      String from =
          former.flatMap(SimulationDocument::commit).map(Commit::id).orElse("an unknown commit");
      String note =
          keptOf.size()
              + (keptOf.size() == 1 ? " scenario is" : " scenarios are")
              + " kept as simulated at "
              + from;
      observer.note(note);
      notes.add(note);
    }
    Writer writer = new Writer(commit, notes, all);
    boolean complete = simulateAll(all, writer);
    if (all.stream().allMatch(progress -> progress.runs.isEmpty())) {
      throw new CancellationException("stopped before anything was simulated; nothing was written");
    }
    if (!complete) {
      notes.add("stopped before it was over");
    }
    List<Path> written = new ArrayList<>();
    SimulationDocument document = writer.write();
    written.add(settings.output());
    if (settings.requestsCsv().isPresent()) {
      writeRequests(settings.requestsCsv().get(), all);
      written.add(settings.requestsCsv().get());
    }
    return new SimulationOutcome(document, complete, keptOf.size(), written);
  }

  private boolean traces(Simulation simulation) {
    return engine == Engine.TICK
        && (settings.traced().isEmpty()
            ? simulations.size() <= MOST_TRACED_UNASKED
            : settings.traced().contains(SimulationSettings.ALL)
                || settings.traced().contains(simulation.name()));
  }

  /** What the document holds already, unless something about the scenario is different now. */
  private Optional<SimulationEntry> unchanged(Simulation simulation) {
    if (settings.requestsCsv().isPresent()) {
      return Optional.empty(); // Rows are of runs that are made now.
    }
    return former.stream()
        .flatMap(document -> document.entries().stream())
        .filter(entry -> entry.name().equals(simulation.name()))
        .filter(entry -> entry.policy().equals(simulation.policy()))
        .filter(entry -> Yaml.json(entry.settings()).equals(Yaml.json(simulation.settings())))
        .findFirst();
  }

  private boolean simulateAll(List<Progress> all, Writer writer)
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
          if (progress.runs.containsKey(repetition) && !progress.wantsTrace(repetition)) {
            continue;
          }
          int r = repetition;
          service.submit(() -> stopped ? Optional.empty() : Optional.of(simulate(progress, r)));
          asked++;
          expected += progress.simulation.expectedRequests();
        }
      }
      observer.step(asked + " runs of " + all.size() + " scenarios on " + threads + " threads");
      // Weights in place of nanoseconds: what is done tells how long the rest takes.
      TimeLeft left = new TimeLeft((long) (expected * 1000));
      int done = 0;
      for (int i = 0; i < asked; i++) {
        Optional<Done> one = service.take().get();
        if (one.isEmpty()) {
          continue;
        }
        done++;
        take(one.get());
        left.done((long) (one.get().progress().simulation.expectedRequests() * 1000));
        observer.progress("run " + done + " of " + asked + ", " + left.text());
        writer.writeNowAndThen();
      }
      return done == asked;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("a simulation failed", e.getCause());
    } finally {
      stopped = true;
      pool.shutdownNow();
    }
  }

  private Done simulate(Progress progress, int repetition) {
    Simulation.Wanted wanted =
        new Simulation.Wanted(progress.wantsTrace(repetition), settings.requestsCsv().isPresent());
    return new Done(
        progress, repetition, progress.simulation.run(settings.seed(), repetition, wanted));
  }

  private static void take(Done done) {
    done.progress().runs.put(done.repetition(), done.ran().run());
    done.progress().rows.put(done.repetition(), done.ran().requests());
    if (done.ran().trace().isPresent()) {
      done.progress().traced = done.ran().trace();
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
          .forEach(entry -> entries.put(entry.name(), entry));
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

  private void writeRequests(Path file, List<Progress> all) throws IOException {
    List<String> columns = new ArrayList<>(List.of("algorithm", "repetition"));
    columns.addAll(engine == Engine.TICK ? TickRecord.columns() : EventSimulation.columns());
    AtomicFiles.writeText(
        file,
        out -> {
          out.write(CsvFields.line(columns));
          for (Progress progress : all) {
            for (Map.Entry<Integer, List<List<String>>> rows : progress.rows.entrySet()) {
              for (List<String> row : rows.getValue()) {
                List<String> cells = new ArrayList<>();
                cells.add(progress.simulation.name());
                cells.add(rows.getKey().toString());
                cells.addAll(row);
                out.write(CsvFields.line(cells));
              }
            }
          }
        });
  }
}
