package io.plumbline.results;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.plumbline.results.MicroEntry.Jmh;
import io.plumbline.results.MicroEntry.Samples;
import io.plumbline.results.MicroEntry.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what JMH itself writes with {@code -rf json}, of any version: an array, in it an object per
 * benchmark, mode and combination of parameters.
 *
 * <table>
 * <caption>What differs between files, and how it is read</caption>
 * <tr><td>{@code "·gc.alloc.rate.norm"}<td>until 1.36; the dot, or what a character set made of it,
 *     is dropped
 * <tr><td>{@code "NaN", "+INF", "-INF"}<td>how JMH writes what is no number: left out; an entry of
 *     which nothing is left is failed
 * <tr><td>{@code rawDataHistogram}<td>in the mode that samples: values with weights, of which an
 *     iteration counts as its weighted mean; percentiles are of a fork's values, by nearest rank
 * <tr><td>{@code p0.50} and its like<td>what JMH derives from the score; not kept
 * <tr><td>fewer forks than planned<td>the entry is unfinished
 * <tr><td>no raw data<td>refused: a pooled score says nothing of the forks
 * </table>
 */
public final class JmhJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String SAMPLE = "sample";
  private static final String SINGLE_SHOT = "ss";
  private static final List<String> MODES = List.of("thrpt", "avgt", SAMPLE, SINGLE_SHOT);
  private static final Set<String> NOT_FINITE =
      Set.of("NaN", "+INF", "-INF", "INF", "Infinity", "+Infinity", "-Infinity");
  private static final double[] PERCENTS = {0, 50, 90, 95, 99, 99.9, 99.99, 100};

  /** A platform without the middle dot wrote it as a question mark, or as no UTF-8. */
  private static final Pattern DOT = Pattern.compile("^[·?\\uFFFD]+");

  /** {@code p0.50}, and before 1.37 {@code method:method·p0.50}. */
  private static final Pattern DERIVED = Pattern.compile("(.*[:·?\\uFFFD])?p[01]\\.\\d+");

  /** {@code 10 s}. */
  private static final Pattern TIME = Pattern.compile("(\\d+) (\\w+)");

  private static final String UNKNOWN = "unknown";

  private JmhJson() {}

  /** Whether a file holds a JSON array, as JMH's results do, and not an object, as documents do. */
  public static boolean isArray(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      int next = in.read();
      while (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
        next = in.read();
      }
      return next == '[';
    }
  }

  /**
   * The entries of a file, in its order.
   *
   * @throws IOException naming the file and what is wrong with it; a file that holds a benchmark
   *     twice is wrong
   */
  public static List<MicroEntry> read(Path file) throws IOException {
    // As text, in which a dot of another character set is an ugly character and no broken file.
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    try {
      JsonNode results = MAPPER.readTree(text);
      if (!results.isArray() || results.isEmpty()) {
        throw new IOException(
            file + ": not a JMH result: " + (results.isArray() ? "an empty" : "not an") + " array");
      }
      List<MicroEntry> entries = new ArrayList<>();
      for (JsonNode result : results) {
        entries.add(entry(result));
      }
      requireDistinct(entries);
      return entries;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String problem = e.getOriginalMessage().replaceAll("\\s*\\R\\s*", " ");
      throw new IOException(file + ": line " + line + ": " + problem, e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static void requireDistinct(List<MicroEntry> entries) {
    Map<List<Object>, Integer> indices = new HashMap<>();
    for (MicroEntry entry : entries) {
      int index = indices.size();
      Integer other =
          indices.put(
              List.of(
                  entry.name(),
                  entry.mode(),
                  entry.params(),
                  entry.jmh().map(Jmh::threads).orElseThrow()),
              index);
      require(
          other == null,
          () ->
              "results %s and %s are both %s in mode %s; which of them counts?"
                  .formatted(other, index, MicroReport.label(entry), entry.mode()));
    }
  }

  private static MicroEntry entry(JsonNode result) {
    String name = text(result, "benchmark", "");
    require(
        name.matches("\\S+\\.\\S+"),
        () -> "benchmark must be a class and a method: \"" + name + "\"");
    String mode = text(result, "mode", "");
    require(
        MODES.contains(mode), () -> name + ": mode must be one of " + MODES + ": \"" + mode + "\"");
    Figure primary = figure(name, result.path("primaryMetric"));
    require(
        primary.iterations() > 0,
        () ->
            name
                + ": no rawData in its primaryMetric, so nothing is known of its forks; run JMH"
                + " without -Djmh.json.rawData=false");
    int forks = count(result, "forks").orElse(primary.forks().size());
    boolean nothing = primary.forks().stream().allMatch(List::isEmpty);
    boolean all = primary.forks().size() >= forks;
    return new MicroEntry(
        name,
        params(result.path("params")),
        mode,
        nothing ? Status.FAILED : all ? Status.MEASURED : Status.UNFINISHED,
        nothing ? Optional.of("no iteration's score was a finite number") : Optional.empty(),
        Optional.of(jmh(result, forks, mode)),
        nothing ? Optional.empty() : Optional.of(primary.samples(mode.equals(SAMPLE))),
        secondary(name, result.path("secondaryMetrics")),
        Map.of());
  }

  private static SortedMap<String, String> params(JsonNode params) {
    SortedMap<String, String> values = new TreeMap<>();
    params.properties().forEach(param -> values.put(param.getKey(), param.getValue().asText()));
    return values;
  }

  private static SortedMap<String, Samples> secondary(String name, JsonNode metrics) {
    SortedMap<String, Samples> samples = new TreeMap<>();
    metrics
        .properties()
        .forEach(
            metric -> {
              String label = DOT.matcher(metric.getKey()).replaceFirst("");
              if (!DERIVED.matcher(label).matches()) {
                Figure figure = figure(name + " " + label, metric.getValue());
                if (figure.forks().stream().anyMatch(fork -> !fork.isEmpty())) {
                  samples.put(label, figure.samples(false));
                }
              }
            });
    return samples;
  }

  /**
   * A metric.
   *
   * @param iterations how many there are, those included that gave no finite number
   * @param forks the finite numbers
   * @param weights of the mode that samples, per fork: how often each value was seen
   */
  private record Figure(
      String unit,
      int iterations,
      List<List<Double>> forks,
      List<SortedMap<Double, Long>> weights) {

    Samples samples(boolean withPercentiles) {
      return new Samples(
          unit,
          forks,
          withPercentiles ? weights.stream().map(JmhJson::percentiles).toList() : List.of());
    }
  }

  private static Figure figure(String name, JsonNode metric) {
    boolean weighted = metric.hasNonNull("rawDataHistogram");
    JsonNode raw = metric.path(weighted ? "rawDataHistogram" : "rawData");
    List<List<Double>> forks = new ArrayList<>();
    List<SortedMap<Double, Long>> weights = new ArrayList<>();
    int iterations = 0;
    for (JsonNode rawFork : raw) {
      List<Double> fork = new ArrayList<>();
      SortedMap<Double, Long> ofFork = new TreeMap<>();
      for (JsonNode iteration : rawFork) {
        iterations++;
        OptionalDouble value =
            weighted ? weightedMean(name, iteration, ofFork) : number(name, iteration);
        value.ifPresent(fork::add);
      }
      forks.add(fork);
      if (!ofFork.isEmpty()) {
        weights.add(ofFork);
      }
    }
    return new Figure(text(metric, "scoreUnit", ""), iterations, forks, weights);
  }

  /** Of one iteration, whose values it adds to those of its fork. */
  private static OptionalDouble weightedMean(
      String name, JsonNode iteration, SortedMap<Double, Long> ofFork) {
    double sum = 0;
    long count = 0;
    for (JsonNode pair : iteration) {
      OptionalDouble value = number(name, pair.path(0));
      long weight = pair.path(1).asLong();
      require(weight > 0, () -> name + ": rawDataHistogram must hold [value, count]: " + pair);
      if (value.isPresent()) {
        sum += value.getAsDouble() * weight;
        count += weight;
        ofFork.merge(value.getAsDouble(), weight, Long::sum);
      }
    }
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }

  private static SortedMap<Double, Double> percentiles(SortedMap<Double, Long> weights) {
    long count = weights.values().stream().mapToLong(Long::longValue).sum();
    SortedMap<Double, Double> percentiles = new TreeMap<>();
    for (double percent : PERCENTS) {
      // As in TimeDistribution: both factors carry rounding errors.
      long rank = (long) Math.ceil(percent / 100 * count - 1e-12 * count);
      long seen = 0;
      for (Map.Entry<Double, Long> value : weights.entrySet()) {
        seen += value.getValue();
        if (seen >= rank) {
          percentiles.put(percent, value.getKey());
          break;
        }
      }
    }
    return percentiles;
  }

  /** Empty if it is none that is finite. */
  private static OptionalDouble number(String name, JsonNode value) {
    require(
        value.isNumber() || NOT_FINITE.contains(value.asText()),
        () -> name + ": raw data must be numbers: " + value);
    return value.isNumber() && Double.isFinite(value.doubleValue())
        ? OptionalDouble.of(value.doubleValue())
        : OptionalDouble.empty();
  }

  /** What old versions do not say is told as unknown. */
  private static Jmh jmh(JsonNode result, int forks, String mode) {
    boolean single = mode.equals(SINGLE_SHOT);
    List<String> jvmArgs = new ArrayList<>();
    result.path("jvmArgs").forEach(argument -> jvmArgs.add(argument.asText()));
    boolean gc =
        result.path("secondaryMetrics").properties().stream()
            .anyMatch(metric -> DOT.matcher(metric.getKey()).replaceFirst("").startsWith("gc."));
    return new Jmh(
        text(result, "jmhVersion", UNKNOWN),
        forks,
        count(result, "warmupIterations").orElse(0),
        single ? OptionalLong.empty() : nanos(result.path("warmupTime").asText()),
        count(result, "measurementIterations").orElse(0),
        single ? OptionalLong.empty() : nanos(result.path("measurementTime").asText()),
        count(result, "measurementBatchSize").orElse(1),
        count(result, "threads").orElse(1),
        1,
        text(result, "jvm", UNKNOWN),
        jvmArgs,
        text(result, "jdkVersion", UNKNOWN),
        text(result, "vmName", UNKNOWN),
        text(result, "vmVersion", UNKNOWN),
        gc ? List.of("gc") : List.of());
  }

  private static OptionalLong nanos(String time) {
    Matcher matcher = TIME.matcher(time);
    Optional<Double> unit =
        matcher.matches() ? Samples.unitNanos(matcher.group(2)) : Optional.empty();
    return unit.isPresent()
        ? OptionalLong.of(Math.round(Long.parseLong(matcher.group(1)) * unit.get()))
        : OptionalLong.empty();
  }

  private static String text(JsonNode object, String field, String otherwise) {
    return object.hasNonNull(field) ? object.path(field).asText() : otherwise;
  }

  private static OptionalInt count(JsonNode object, String field) {
    JsonNode value = object.path(field);
    return value.canConvertToInt() ? OptionalInt.of(value.intValue()) : OptionalInt.empty();
  }

  private static void require(boolean condition, Supplier<String> message) {
    if (!condition) {
      throw new IllegalArgumentException(message.get());
    }
  }
}
