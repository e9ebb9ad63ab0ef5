package io.plumbline.balancing.tick;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Is the study's outcome that of the notebook, up to chance?
 *
 * <p>Against the means and deviations of an independent model (30 runs of 38 scenarios) and of the
 * notebook itself (6 runs of all 46). Every scenario has a seed of its own here: with common
 * arrivals, one unlucky draw would show in all of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TickAcceptanceTest {
  private static final int RUNS = 30;
  private static final long SEED = 6;

  private record Sample(double mean, double stdev, int runs) {
    static Sample of(List<Double> values) {
      double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
      double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
      return new Sample(mean, Math.sqrt(squares / (values.size() - 1)), values.size());
    }

    /** Welch's statistic. */
    double z(Sample other) {
      double variance = stdev * stdev / runs + other.stdev * other.stdev / other.runs;
      return (mean - other.mean) / Math.sqrt(variance);
    }
  }

  private record Difference(String scenario, String figure, Sample ours, Sample theirs) {
    double z() {
      return ours.z(theirs);
    }

    @Override
    public String toString() {
      return "%s %s: %s, theirs %s".formatted(scenario, figure, ours, theirs);
    }
  }

  // Not static: its threads would wait for this class to be ready.
  private final Map<String, Map<String, Sample>> ours = runStudy();

  private static Map<String, Map<String, Sample>> runStudy() {
    TickEngine engine = new TickEngine();
    List<TickScenario> study = TickScenarios.notebookStudy();
    List<TickRun> runs =
        IntStream.range(0, study.size() * RUNS)
            .parallel()
            .mapToObj(i -> engine.run(study.get(i / RUNS), 1000 * SEED + i / RUNS, i % RUNS))
            .toList();
    Map<String, Map<String, Sample>> samples = new LinkedHashMap<>();
    for (int i = 0; i < study.size(); i++) {
      Map<String, List<Double>> values = new LinkedHashMap<>();
      for (TickRun run : runs.subList(i * RUNS, (i + 1) * RUNS)) {
        run.notebook()
            .forEach((name, v) -> values.computeIfAbsent(name, n -> new ArrayList<>()).add(v));
        run.clean()
            .forEach((name, v) -> values.computeIfAbsent(name, n -> new ArrayList<>()).add(v));
      }
      samples.put(
          study.get(i).name(),
          values.entrySet().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, e -> Sample.of(e.getValue()))));
    }
    return samples;
  }

  @Test
  void study_isThatOfAnIndependentModel() {
    List<Difference> differences = against("independent-30-runs.csv");
    assertThat(differences).hasSize(38 * 16);
    assertThat(beyond(3.5, differences)).hasSizeLessThan(differences.size() / 100);
    meanZ(differences)
        .forEach((figure, z) -> assertThat(z).as("mean z of " + figure).isBetween(-0.35, 0.35));
  }

  @Test
  void study_isThatOfTheNotebook() {
    // Six runs: their deviations are rough, so Student's t with some five degrees of freedom.
    List<Difference> differences = against("notebook-runs.csv");
    assertThat(differences).hasSize(46 * 13);
    assertThat(beyond(3.5, differences)).hasSizeLessThan(differences.size() * 3 / 100);
    meanZ(differences)
        .forEach((figure, z) -> assertThat(z).as("mean z of " + figure).isBetween(-0.5, 0.5));
  }

  @Test
  void scenariosThatTheIndependentModelHasNot_areThoseOfTheNotebook() {
    Map<String, Map<String, Sample>> known = read("independent-30-runs.csv");
    List<Difference> differences =
        against("notebook-runs.csv").stream()
            .filter(difference -> !known.containsKey(difference.scenario()))
            .toList();
    assertThat(differences).hasSize(8 * 13);
    assertThat(beyond(3.5, differences)).hasSizeLessThan(6);
    meanZ(differences)
        .forEach((figure, z) -> assertThat(z).as("mean z of " + figure).isBetween(-1.3, 1.3));
  }

  @Test
  void scenariosThatAreMislabelled_agreeWithTheirTwinsButForChance() {
    List<Difference> differences = new ArrayList<>();
    for (String kin :
        List.of(
            "%sServerRequestsInFlight",
            "Probing%sServerRequestsInFlight", "Probing%sServerRequestsInFlightLowerRequestRate")) {
      Map<String, Sample> one = samples(kin.formatted("Least"));
      Map<String, Sample> other = samples(kin.formatted("Weighted"));
      for (String figure : NotebookFigures.names(TickSettings.defaults())) {
        differences.add(
            new Difference(
                kin,
                figure,
                Objects.requireNonNull(one.get(figure)),
                Objects.requireNonNull(other.get(figure))));
      }
    }
    assertThat(beyond(3.5, differences)).isEmpty();
  }

  private static List<Difference> beyond(double bound, List<Difference> differences) {
    return differences.stream().filter(difference -> Math.abs(difference.z()) > bound).toList();
  }

  private static Map<String, Double> meanZ(List<Difference> differences) {
    return differences.stream()
        .collect(
            Collectors.groupingBy(
                Difference::figure, TreeMap::new, Collectors.averagingDouble(Difference::z)));
  }

  private Map<String, Sample> samples(String scenario) {
    return Objects.requireNonNull(ours.get(scenario), scenario);
  }

  private List<Difference> against(String resource) {
    List<Difference> differences = new ArrayList<>();
    read(resource)
        .forEach(
            (scenario, figures) ->
                figures.forEach(
                    (figure, theirs) ->
                        differences.add(
                            new Difference(
                                scenario,
                                figure,
                                Objects.requireNonNull(samples(scenario).get(figure), figure),
                                theirs))));
    return differences;
  }

  private static Map<String, Map<String, Sample>> read(String resource) {
    Map<String, Map<String, Sample>> samples = new TreeMap<>();
    try (InputStream in =
            Objects.requireNonNull(TickAcceptanceTest.class.getResourceAsStream(resource));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line : lines.lines().skip(1).toList()) {
        String[] cells = line.split(",", -1);
        samples
            .computeIfAbsent(cells[0], name -> new LinkedHashMap<>())
            .put(
                cells[1],
                new Sample(
                    Double.parseDouble(cells[2]),
                    Double.parseDouble(cells[3]),
                    Integer.parseInt(cells[4])));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return samples;
  }
}
