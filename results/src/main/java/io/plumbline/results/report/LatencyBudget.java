package io.plumbline.results.report;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.plumbline.results.LoadReport;
import io.plumbline.results.comparison.Comparison;
import io.plumbline.results.comparison.Quantity;
import io.plumbline.results.comparison.Series;
import io.plumbline.results.comparison.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What of one request's response time the microbenchmarks explain, and what a change of each does
 * to it.
 *
 * <p>The response is the median at the lowest load, where the least of it is waiting. Stages add up
 * as means, and a sum of means beside a median is no identity: what is left holds the difference,
 * and everything that nobody measures.
 *
 * @param of which runs the response is of; empty if there are none
 * @param response at the median, in microseconds, like all times here
 * @param stages in the order of a request
 * @param explained the sum of the known stages that the caller waits for; ahead of time are none
 * @param unexplained the response less that; below 0 if the stages sum to more
 * @param changes by how much of the request they are, largest first
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record LatencyBudget(
    Optional<String> of,
    Figure response,
    List<StageTime> stages,
    Figure explained,
    Figure unexplained,
    List<Change> changes) {

  private static final double MEDIAN = .5;

  /** Stages that the run itself measured. */
  private static final Map<String, LoadGroup.Time> IN_THE_RUN =
      Map.of(
          Stage.SLIP, LoadGroup.Time.SLIP,
          Stage.QUEUE, LoadGroup.Time.QUEUED,
          Stage.SERVE, LoadGroup.Time.SERVED);

  /**
   * What a stage takes.
   *
   * @param awaited whether the caller waits for it
   * @param sharePercent of the response; of a stage ahead of time, what it would be
   */
  record StageTime(String name, boolean awaited, Figure micros, Figure sharePercent, String what) {}

  /**
   * What a benchmark's change is for the request.
   *
   * @param awaited false if the caller does not wait for its stage
   * @param changePercent of the benchmark itself
   * @param sharePercent the same change as a share of the request's median; the request's own
   *     scatter is not in its interval
   */
  record Change(
      String benchmark,
      String stage,
      boolean awaited,
      Verdict verdict,
      Figure changePercent,
      Figure sharePercent) {}

  LatencyBudget {
    stages = List.copyOf(stages);
    changes = List.copyOf(changes);
  }

  /**
   * Draws up the budget of one side.
   *
   * @param benchmarks of that side
   * @param loads of that side
   * @param baseLoads of the baseline, whose request the changes are shares of; if there are none,
   *     they are shares of this side's
   */
  static LatencyBudget of(
      List<Series> benchmarks,
      List<LoadGroup> loads,
      List<LoadGroup> baseLoads,
      Optional<Comparison> comparison) {
    Optional<LoadGroup> lowest = lowest(loads);
    Figure response =
        lowest
            .map(group -> group.quantileMillis(LoadGroup.Time.RESPONSE, MEDIAN).times(1e3))
            .orElseGet(() -> new Figure.Unknown("no valid load run"));
    List<Stage> stages =
        Stage.of(
            lowest.map(group -> group.valid().get(0).document().run().settings()).orElse(Map.of()));
    List<StageTime> times = new ArrayList<>();
    double explained = 0;
    int known = 0;
    for (Stage stage : stages) {
      Figure micros = micros(stage, benchmarks, lowest);
      boolean awaited = stage.place() == Stage.Place.RESPONSE;
      if (awaited && micros.number().isPresent()) {
        explained += micros.number().getAsDouble();
        known++;
      }
      times.add(
          new StageTime(
              stage.name(), awaited, micros, micros.per(response).times(100), stage.what()));
    }
    Figure sum =
        known == 0
            ? new Figure.Unknown("no stage that the caller waits for is known")
            : Figure.of(explained, known + " stages");
    Figure requestBefore =
        lowest(baseLoads)
            .map(group -> group.quantileMillis(LoadGroup.Time.RESPONSE, MEDIAN).times(1e3))
            .filter(figure -> figure.number().isPresent())
            .orElse(response);
    return new LatencyBudget(
        lowest.map(
            group ->
                group.side()
                    + ", "
                    + group.workload()
                    + " at "
                    + LoadReport.number(group.ratePerSecond())
                    + " requests/s"),
        response,
        times,
        sum,
        rest(response, sum),
        comparison.map(c -> changes(stages, c, requestBefore)).orElse(List.of()));
  }

  private static Optional<LoadGroup> lowest(List<LoadGroup> loads) {
    return loads.stream()
        .filter(group -> !group.valid().isEmpty())
        .min(comparing(LoadGroup::ratePerSecond).thenComparing(LoadGroup::workload));
  }

  private static Figure rest(Figure response, Figure explained) {
    if (response instanceof Figure.Unknown) {
      return response;
    }
    if (explained instanceof Figure.Unknown) {
      return explained;
    }
    double rest = response.number().orElseThrow() - explained.number().orElseThrow();
    return Figure.of(rest, rest < 0 ? "the stages sum to more than the response" : "");
  }

  private static Figure micros(Stage stage, List<Series> benchmarks, Optional<LoadGroup> run) {
    LoadGroup.Time inTheRun = IN_THE_RUN.get(stage.name());
    if (inTheRun != null) {
      return run.map(group -> group.quantileMillis(inTheRun, MEDIAN).times(1e3))
          .orElseGet(() -> new Figure.Unknown("no valid load run"));
    }
    if (stage.terms().isEmpty()) {
      return new Figure.Unknown("nobody measures it");
    }
    if (stage.terms().size() == 1) {
      return micros(stage.terms().get(0), benchmarks);
    }
    double sum = 0;
    for (Stage.Term term : stage.terms()) {
      Figure figure = micros(term, benchmarks);
      if (figure instanceof Figure.Unknown) {
        return figure;
      }
      sum += term.sign() * figure.number().orElseThrow();
    }
    return sum > 0
        ? Figure.of(sum, "of " + stage.terms().size() + " benchmarks")
        : new Figure.Unknown("what is taken off is more than the rest: lost in scatter");
  }

  private static Figure micros(Stage.Term term, List<Series> benchmarks) {
    Optional<Series> series =
        benchmarks.stream()
            .filter(
                s ->
                    s.quantity().equals(Quantity.NANOS_PER_OPERATION)
                        && s.key().simpleName().equals(term.benchmark())
                        && s.key().params().equals(term.params()))
            .findFirst();
    if (series.isEmpty()) {
      return new Figure.Unknown("not measured: " + term.benchmark());
    }
    if (series.get().failure().isPresent()) {
      return new Figure.Unknown(series.get().failure().get().reason());
    }
    List<Double> forks = series.get().means();
    return forks.isEmpty()
        ? new Figure.Unknown("not measured: " + term.benchmark())
        : Repeated.geometricMean(forks.stream().mapToDouble(ns -> ns / 1e3).toArray(), "fork");
  }

  private static List<Change> changes(
      List<Stage> stages, Comparison comparison, Figure requestMicros) {
    List<Change> changes = new ArrayList<>();
    for (Stage stage : stages) {
      for (Stage.Term term : stage.terms()) {
        comparison.entries().stream()
            .filter(entry -> term.sign() > 0 && stands(entry, term))
            .forEach(entry -> changes.add(change(stage, entry, requestMicros)));
      }
    }
    changes.sort(Comparator.comparingDouble(LatencyBudget::size).reversed());
    return changes;
  }

  private static boolean stands(Comparison.Entry entry, Stage.Term term) {
    return entry.unit().equals(Quantity.NANOS_PER_OPERATION.unit())
        && entry.key().simpleName().equals(term.benchmark())
        && entry.params().equals(term.params());
  }

  /** Of the request; the unknown come last. */
  private static double size(Change change) {
    OptionalDouble share = change.sharePercent().number();
    return share.isPresent() ? Math.abs(share.getAsDouble()) : -1;
  }

  private static Change change(Stage stage, Comparison.Entry entry, Figure requestMicros) {
    Figure change =
        entry.ratio().isPresent()
            ? new Figure.Known(
                percent(entry.ratio().getAsDouble()),
                entry.low().isPresent()
                    ? OptionalDouble.of(percent(entry.low().getAsDouble()))
                    : OptionalDouble.empty(),
                entry.high().isPresent()
                    ? OptionalDouble.of(percent(entry.high().getAsDouble()))
                    : OptionalDouble.empty(),
                "")
            : new Figure.Unknown(entry.reason().orElse(entry.verdict().toString()));
    return new Change(
        entry.key().label(),
        stage.name(),
        stage.place() == Stage.Place.RESPONSE,
        entry.verdict(),
        change,
        change.times(baseMicros(entry)).per(requestMicros));
  }

  private static double percent(double ratio) {
    return 100 * (ratio - 1);
  }

  /** The geometric mean of the baseline's forks; whatever it is where there are none. */
  private static double baseMicros(Comparison.Entry entry) {
    return Math.exp(entry.baseForks().stream().mapToDouble(Math::log).average().orElse(0)) / 1e3;
  }
}
