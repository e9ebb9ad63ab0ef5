package io.plumbline.experiments;

import io.plumbline.loadgen.ArrivalSchedule;
import io.plumbline.loadgen.RequestClass;
import io.plumbline.results.Attainment;
import io.plumbline.results.CapacityDocument;
import io.plumbline.results.CapacityDocument.Answer;
import io.plumbline.results.CapacityDocument.Outcome;
import io.plumbline.results.CapacityDocument.Step;
import io.plumbline.results.Commit;
import io.plumbline.results.Course;
import io.plumbline.results.DesignEffect;
import io.plumbline.results.Document;
import io.plumbline.results.Documents;
import io.plumbline.results.LoadConditions;
import io.plumbline.results.LoadDocument;
import io.plumbline.results.LoadEntry;
import io.plumbline.results.LoadGenVerdict;
import io.plumbline.results.SweepPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;

/**
 * A search for capacity from settings to documents: every probe a {@code run} in a JVM of its own,
 * the search's document rewritten after each.
 *
 * <p>Started again it asks for the same probes in the same order, and takes over those that were
 * played at the same commit, valid or not.
 *
 * <p>{@link #run} once, by one thread; {@link #stop} by any, at any time.
 */
public final class CapacityRun {
  private static final String DOCUMENT = "capacity.json";

  /** How much longer a confirmation is than another run. */
  private static final int LENGTH_OF_CONFIRMATION = 2;

  private final CapacitySettings settings;
  private final List<String> command;
  private final String plumblineVersion;
  private final RunObserver observer;
  private final LoadSettings common;
  private final List<String> entries;
  private final List<String> notes = new ArrayList<>();
  private final Optional<Commit> commit;
  private final Optional<HistoryFolder> history;
  private final PointPlayer player;
  private final List<SweepTask> tasks = new ArrayList<>();
  private final List<CapacityDocument.Probe> probes = new ArrayList<>();
  private final EnvironmentProbe probe = new EnvironmentProbe();
  private final Instant startedAt = Instant.now();
  private final TimeLeft time = new TimeLeft(0);

  /**
   * Checks everything that can be checked before anything is started.
   *
   * @param launch program and arguments to which the flags of one {@code run} are added
   * @param command the arguments, for the result
   * @param plumblineVersion for the result
   * @throws UsageException if the search cannot be made as asked
   */
  public CapacityRun(
      CapacitySettings settings,
      List<String> launch,
      List<String> command,
      String plumblineVersion,
      RunObserver observer) {
    this.settings = settings;
    this.command = List.copyOf(command);
    this.plumblineVersion = plumblineVersion;
    this.observer = observer;
    this.common = settings.scenario().settings(Map.of());
    requireOwnSeeds();
    requireWholePlans();
    Plans.requireRate(common);
    Plans.requireFits(at(settings.maxPerSecond(), common.seed(), Step.CONFIRM).plan());
    ArrivalSchedule lowest =
        Plans.schedule(at(settings.fromPerSecond(), common.seed(), Step.BRACKET).plan());
    this.entries = entries(lowest);
    OutputFiles.requireWritableFolder("output-dir", settings.outputDir());
    this.commit = GitState.aroundHere(notes);
    this.history = settings.history().map(folder -> new HistoryFolder(folder, commit));
    this.player = new PointPlayer(settings.outputDir(), launch, commit, plumblineVersion, observer);
  }

  private void requireOwnSeeds() {
    if (settings.procedure() instanceof CapacitySettings.Procedure.Search
        && common.loadgenSeed().isPresent()) {
      throw new UsageException(
          "--loadgen-seed "
              + common.loadgenSeed().get()
              + " gives every run the same arrivals, and so a confirmation no weight; leave it out,"
              + " or add --find-peak");
    }
  }

  /** What cuts every run short also cuts the confirmation, which is to be the longest of all. */
  private void requireWholePlans() {
    if (settings.procedure() instanceof CapacitySettings.Procedure.LoadGens) {
      return;
    }
    Map<String, Object> all = Yaml.toMap(common);
    for (String limit : List.of("max-requests", "max-duration-ms", "stop-when-narrow")) {
      if (all.containsKey(limit)) {
        throw new UsageException(
            "--"
                + limit
                + " "
                + all.get(limit)
                + " ends the confirmation before it is twice as long as the other runs, and so"
                + " leaves it no weight; leave it out, or add --find-peak");
      }
    }
  }

  /** The names of the entries that must reach the attainment. */
  private List<String> entries(ArrivalSchedule lowest) {
    List<RequestClass> classes = lowest.plan().workload().classes();
    List<String> labels = classes.stream().map(RequestClass::label).toList();
    for (String asked : settings.classes()) {
      if (!labels.contains(asked)) {
        throw new UsageException(
            "--class must be one of " + String.join(", ", labels) + ": \"" + asked + '"');
      }
    }
    List<String> chosen = settings.everyClass() ? labels : settings.classes();
    if (chosen.isEmpty()) {
      requireEnough(LoadEntry.TOTAL, lowest.count());
      return List.of(LoadEntry.TOTAL);
    }
    for (int c = 0; c < labels.size(); c++) {
      if (chosen.contains(labels.get(c))) {
        if (lowest.plan().skips(c)) {
          throw new UsageException(
              "class "
                  + labels.get(c)
                  + " is not in the plan at --from "
                  + Rates.plain(settings.fromPerSecond())
                  + ": name classes that are, or raise --from");
        }
        requireEnough(labels.get(c), lowest.count(c));
      }
    }
    return chosen;
  }

  /** With fewer requests the criterion could not be shown even if all of them met their SLO. */
  private void requireEnough(String entry, int count) {
    long needed = Attainment.leastToHold(settings.attainment());
    if (settings.procedure() instanceof CapacitySettings.Procedure.Search && count < needed) {
      throw new UsageException(
          entry
              + " has "
              + count
              + " requests at --from "
              + Rates.plain(settings.fromPerSecond())
              + ", and an attainment of "
              + settings.attainment()
              + " takes "
              + needed
              + " to show: add --min-query-count "
              + needed
              + ", or raise --duration-ms or --from");
    }
  }

  /** Lets the run that plays drain and write, and begins no other. */
  public void stop() {
    player.stop();
  }

  /** How long the run that plays may take to end once it is told to. */
  public long stopLimitMillis() {
    return common.rpcTimeoutMs() + common.drainLimitMs();
  }

  /**
   * Searches.
   *
   * @throws IOException if a document cannot be written
   * @throws CancellationException if it was stopped; what was played is kept
   */
  public CapacityOutcome run() throws IOException, InterruptedException {
    notes.forEach(observer::note);
    write(Optional.empty());
    Answer answer =
        settings.procedure() instanceof CapacitySettings.Procedure.Search search
            ? search(search)
            : findPeak((CapacitySettings.Procedure.LoadGens) settings.procedure());
    CapacityDocument document = write(Optional.of(answer));
    List<Path> files = new ArrayList<>(List.of(settings.outputDir().resolve(DOCUMENT)));
    if (history.isPresent()) {
      files.add(keep(history.get(), document));
    }
    return new CapacityOutcome(document, files);
  }

  private Answer search(CapacitySettings.Procedure.Search search)
      throws IOException, InterruptedException {
    return new CapacitySearch(
            new CapacitySearch.Limits(
                settings.fromPerSecond(),
                settings.maxPerSecond(),
                settings.attainment(),
                search.precisionPercent() / 100,
                common.seed()),
            new RecordedProbe())
        .search();
  }

  /** A run of a search, added to the probes as it was judged. */
  private final class RecordedProbe implements CapacitySearch.Probe {
    private Step step = Step.BRACKET;
    private long seed;

    @Override
    public CapacitySearch.Result play(double ratePerSecond, long seed, Step step)
        throws IOException, InterruptedException {
      this.seed = seed;
      this.step = step;
      tasks.add(CapacityRun.this.play(ratePerSecond, seed, step));
      return result(tasks.get(tasks.size() - 1));
    }

    @Override
    public void taken(CapacitySearch.Result asJudged) throws IOException {
      SweepPoint point = tasks.get(tasks.size() - 1).point();
      probes.add(
          asJudged instanceof CapacitySearch.Result.Valid valid
              ? new CapacityDocument.Probe(
                  point, seed, step, valid.judge(settings.attainment()), valid.attainments())
              : new CapacityDocument.Probe(point, seed, step, Outcome.INVALID, List.of()));
      write(Optional.empty());
    }
  }

  private CapacitySearch.Result result(SweepTask task) throws IOException {
    if (task.point().status() != SweepPoint.Status.VALID) {
      return new CapacitySearch.Result.Invalid(task.point().reason().orElse("no reason was given"));
    }
    LoadDocument run = task.result().orElseThrow();
    boolean cut = run.run().course().map(Course::endedByLimit).orElse(false);
    return new CapacitySearch.Result.Valid(
        attainments(
            entries,
            run.entries(),
            cut ? plannedByEntry(task.settings()) : Map.of(),
            DesignEffect.byEntry(task.rows(), run.run().plan().lastNanos())));
  }

  /**
   * One of each name, in their order: in a run that was cut early, a class may not have come at
   * all.
   *
   * @param planned by name, where more was planned than the run has
   */
  static List<Attainment> attainments(
      List<String> names,
      List<LoadEntry> found,
      Map<String, Long> planned,
      Map<String, Double> effects) {
    Map<String, LoadEntry> byName = new HashMap<>();
    found.forEach(entry -> byName.put(entry.name(), entry));
    return names.stream()
        .map(
            name -> {
              Optional<LoadEntry> entry = Optional.ofNullable(byName.get(name));
              return new Attainment(
                  name,
                  planned.getOrDefault(name, entry.map(LoadEntry::planned).orElse(0L)),
                  entry.map(LoadEntry::sloMet).orElse(0L),
                  effects.getOrDefault(name, 1.0));
            })
        .toList();
  }

  /**
   * What a limit left unsent missed its SLO too: it was stopped because the target was in trouble,
   * and the rest of the plan would not have fared better.
   */
  static Map<String, Long> plannedByEntry(LoadSettings settings) {
    ArrivalSchedule all = Plans.offered(settings);
    List<RequestClass> classes = all.plan().workload().classes();
    Map<String, Long> planned = new HashMap<>(Map.of(LoadEntry.TOTAL, (long) all.count()));
    for (int c = 0; c < classes.size(); c++) {
      planned.put(classes.get(c).label(), (long) all.count(c));
    }
    return planned;
  }

  /** LoadGen knows no verdict but its own; one run that ours calls invalid, and ours is open. */
  private Answer findPeak(CapacitySettings.Procedure.LoadGens asked)
      throws IOException, InterruptedException {
    Answer answer =
        new FindPeak(
                new FindPeak.Limits(
                    settings.fromPerSecond(),
                    asked.boundaryStep(),
                    asked.decimals(),
                    settings.maxPerSecond()),
                (rate, step) -> {
                  SweepTask task = play(rate, common.seed(), step);
                  boolean met = isConstraintMet(task);
                  Outcome outcome = met ? Outcome.HOLDS : Outcome.FAILS;
                  tasks.add(task);
                  probes.add(
                      new CapacityDocument.Probe(
                          task.point(), common.seed(), step, outcome, List.of()));
                  write(Optional.empty());
                  return met;
                })
            .search();
    long invalid =
        probes.stream().filter(p -> p.point().status() != SweepPoint.Status.VALID).count();
    return invalid == 0
        ? answer
        : new Answer(
            Answer.Kind.UNKNOWN,
            answer.ratePerSecond(),
            answer.endsPerSecond(),
            answer.monotone(),
            answer.statement()
                + " But of its "
                + probes.size()
                + " runs "
                + invalid
                + " do not deserve belief, and so does this answer not.");
  }

  private boolean isConstraintMet(SweepTask task) throws IOException {
    LoadDocument run =
        task.result()
            .orElseThrow(
                () ->
                    new IOException(task.point().name() + ": " + task.point().reason().orElse("")));
    boolean cut = run.run().course().map(Course::endedOnTheWay).orElse(false);
    long met =
        run.entries().stream()
            .filter(entry -> entries.contains(entry.name()))
            .filter(
                entry ->
                    entry.loadGen().map(LoadGenVerdict::performanceConstraintMet).orElse(false))
            .count();
    return !cut && met == entries.size();
  }

  /**
   * Plays one run, or takes over what is there of it.
   *
   * @throws CancellationException if the search was stopped
   */
  private SweepTask play(double rate, long seed, Step step)
      throws IOException, InterruptedException {
    SweepTask task =
        SweepTask.of(
            settings.scenario(),
            changes(seed, step),
            settings.outputDir(),
            SweepTask.namePrefix(common.workload(), rate)
                + "-seed"
                + seed
                + (step == Step.CONFIRM ? "-confirm" : ""),
            common.workload(),
            rate,
            (int) tasks.stream().filter(t -> t.point().ratePerSecond() == rate).count() + 1);
    Optional<SweepTask> earlier = player.earlier(task);
    if (earlier.isPresent()) {
      observer.note(task.point().name() + " was played before, and is kept");
      return earlier.get();
    }
    String what =
        "probe "
            + (tasks.size() + 1)
            + " ("
            + step.name().toLowerCase(Locale.ROOT)
            + "): "
            + task.label();
    time.add(task.plannedNanos());
    observer.step(what + ", " + time.text() + " of it");
    SweepTask played = player.play(task, () -> what + ", " + time.text() + " of it");
    time.done(task.plannedNanos());
    if (played.isPending()) {
      throw new CancellationException(
          "stopped after "
              + tasks.size()
              + " probes, which are kept; started again with the same arguments it goes on");
    }
    return played;
  }

  private Map<String, Object> changes(long seed, Step step) {
    Map<String, Object> changes = new HashMap<>();
    int length = step == Step.CONFIRM ? LENGTH_OF_CONFIRMATION : 1;
    changes.put("seed", seed);
    changes.put("duration-ms", length * common.durationMs());
    changes.put("min-query-count", (long) length * common.minQueryCount());
    return changes;
  }

  private LoadSettings at(double rate, long seed, Step step) {
    Map<String, Object> changes = changes(seed, step);
    changes.put("total-qps", rate);
    return settings.scenario().settings(changes);
  }

  /** Keeps the probes' documents, and the search's with their names there. */
  private Path keep(HistoryFolder kept, CapacityDocument document) throws IOException {
    List<CapacityDocument.Probe> there = new ArrayList<>();
    for (int i = 0; i < tasks.size(); i++) {
      Optional<LoadDocument> run = tasks.get(i).result();
      there.add(
          run.isPresent()
              ? probes.get(i).at(kept.add(run.get()).getFileName().toString())
              : probes.get(i));
    }
    return kept.add(document(document.answer(), there));
  }

  private CapacityDocument write(Optional<Answer> answer) throws IOException {
    CapacityDocument document = document(answer, probes);
    Documents.write(settings.outputDir().resolve(DOCUMENT), document);
    return document;
  }

  private CapacityDocument document(Optional<Answer> answer, List<CapacityDocument.Probe> all) {
    return new CapacityDocument(
        Document.SCHEMA_VERSION,
        CapacityDocument.KIND,
        commit,
        probe.environment(plumblineVersion),
        startedAt,
        command,
        common.seed(),
        answer.isPresent(),
        question(),
        commonSettings(),
        answer,
        all,
        notes,
        Map.of());
  }

  /** With the workload: it is one here. */
  private Map<String, Object> commonSettings() {
    Map<String, Object> all = Yaml.toMap(common);
    all.keySet().removeAll(LoadConditions.PLACES);
    all.remove("total-qps");
    return settings.scenario().asWritten(all);
  }

  private CapacityDocument.Question question() {
    Optional<CapacitySettings.Procedure.LoadGens> loadGens =
        settings.procedure() instanceof CapacitySettings.Procedure.LoadGens asked
            ? Optional.of(asked)
            : Optional.empty();
    return new CapacityDocument.Question(
        loadGens.isPresent() ? "find-peak" : "search",
        Workloads.named(common.workload()).name(),
        settings.attainment(),
        entries,
        settings.fromPerSecond(),
        settings.maxPerSecond(),
        settings.procedure() instanceof CapacitySettings.Procedure.Search search
            ? OptionalDouble.of(search.precisionPercent() / 100)
            : OptionalDouble.empty(),
        loadGens.isPresent()
            ? OptionalDouble.of(loadGens.get().boundaryStep())
            : OptionalDouble.empty(),
        loadGens.isPresent() ? OptionalInt.of(loadGens.get().decimals()) : OptionalInt.empty());
  }
}
