package io.plumbline.results.report;

import static java.util.Comparator.comparing;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.plumbline.results.Document;
import io.plumbline.results.Environment;
import io.plumbline.results.MicroDocument;
import io.plumbline.results.comparison.ComparisonWords;
import io.plumbline.results.comparison.Series;
import io.plumbline.results.comparison.SeriesKey;
import io.plumbline.results.comparison.Side;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * All that is known of each entry: every fork's figures, how it was measured, how to do it again.
 */
record EntriesSection(ReportInput input) implements Section {

  /** As the command line and documents call suites; others are measured as annotated. */
  private static final Map<String, String> SUITE_FLAGS =
      Map.of("quick", "--quick ", "full", "--full ");

  /** Entries in the order of {@link ChangesSection}. */
  private record Data(
      List<Detail> entries, List<Environment> base, List<Environment> head, List<Measured> made) {}

  private record Detail(
      Optional<Figures> base, Optional<Figures> head, List<Setting> settings, String command) {}

  private record Figures(List<List<Double>> forks, List<Double> means) {}

  private record Setting(String name, Optional<String> base, Optional<String> head) {}

  /** How a side's document came about. */
  private record Measured(String side, String kind, Instant startedAt, String command) {}

  @Override
  public String id() {
    return "entries";
  }

  @Override
  public String title() {
    return "Entries";
  }

  @Override
  public Object data() {
    Map<SeriesKey, Series> base = byKey(input.base());
    Map<SeriesKey, Series> head = byKey(input.head());
    Map<String, String> suites = suites();
    return new Data(
        ComparisonWords.byUrgency(input.comparison()).stream()
            .map(entry -> detail(entry.key(), base, head, suites))
            .toList(),
        input.base().environments(),
        input.head().environments(),
        Stream.concat(
                input.baseDocuments().stream().map(document -> measured("baseline", document)),
                input.headDocuments().stream().map(document -> measured("candidate", document)))
            .toList());
  }

  /** By benchmark, the suite that it was measured with last; that decides how long it is. */
  private Map<String, String> suites() {
    Map<String, String> suites = new HashMap<>();
    Stream.of(input.baseDocuments(), input.headDocuments())
        .flatMap(documents -> documents.stream().sorted(comparing(Document::startedAt)))
        .filter(MicroDocument.class::isInstance)
        .map(MicroDocument.class::cast)
        .forEach(micro -> micro.entries().forEach(e -> suites.put(e.name(), micro.suite())));
    return suites;
  }

  private static Map<SeriesKey, Series> byKey(Side side) {
    return side.series().stream().collect(toMap(Series::key, identity()));
  }

  private static Detail detail(
      SeriesKey key,
      Map<SeriesKey, Series> ofBase,
      Map<SeriesKey, Series> ofHead,
      Map<String, String> suites) {
    Optional<Series> base = Optional.ofNullable(ofBase.get(key));
    Optional<Series> head = Optional.ofNullable(ofHead.get(key));
    SortedMap<String, Setting> settings = new TreeMap<>();
    for (Optional<Series> side : List.of(base, head)) {
      side.map(Series::settings)
          .orElse(new TreeMap<>())
          .forEach(
              (name, value) ->
                  settings.put(name, new Setting(name, setting(base, name), setting(head, name))));
    }
    int forks = Math.max(count(base), count(head));
    return new Detail(
        base.map(EntriesSection::figures),
        head.map(EntriesSection::figures),
        List.copyOf(settings.values()),
        command(key, forks, suites.getOrDefault(key.name(), "")));
  }

  private static Optional<String> setting(Optional<Series> side, String name) {
    return side.map(series -> series.settings().get(name));
  }

  private static int count(Optional<Series> side) {
    return side.map(series -> series.replicates().size()).orElse(0);
  }

  private static Figures figures(Series series) {
    return new Figures(series.replicates(), series.means());
  }

  /** What measures this entry alone. */
  private static String command(SeriesKey key, int forks, String suite) {
    if (key.name().equals(SeriesKey.LOAD)) {
      return "./plumbline run --workload "
          + quoted(key.params().getOrDefault("workload", ""))
          + (key.params().containsKey(SeriesKey.ARRIVALS)
              ? " --arrivals " + quoted(key.params().get(SeriesKey.ARRIVALS))
              : " --total-qps " + quoted(key.params().getOrDefault(SeriesKey.RATE_PER_SECOND, "")));
    }
    StringBuilder command =
        new StringBuilder("./plumbline bench ")
            .append(SUITE_FLAGS.getOrDefault(suite, ""))
            .append(quoted("^" + key.name().replace(".", "\\.") + "$"));
    key.params()
        .forEach((name, value) -> command.append(" --param ").append(quoted(name + "=" + value)));
    return command.append(forks > 0 ? " --forks " + forks : "").toString();
  }

  /** One word to a shell. */
  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./=:,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private static Measured measured(String side, Document document) {
    return new Measured(
        side,
        document.kind(),
        document.startedAt(),
        "./plumbline "
            + String.join(" ", document.command().stream().map(EntriesSection::quoted).toList()));
  }
}
