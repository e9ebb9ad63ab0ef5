package io.plumbline.experiments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.plumbline.results.LoadConditions;
import io.plumbline.results.LoadDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is to be measured, as {@code --config} names it, {@code --override} changes it and flags
 * have the last word: the settings of the load, and beside them a section for each command that
 * takes more than one run, such as
 *
 * <pre>
 * total-qps: 30
 * workload: balanced           # or a file, or a definition
 * sweep: {rates: [10, 20, 40], repeat: 3}
 * capacity: {attainment: 0.99}
 * </pre>
 *
 * <p>The result of a run is one too: its settings, with all that they had been made of. A command
 * passes over the sections of others, but not over what nobody knows.
 */
public final class Scenario {
  private static final String WORKLOAD = "workload";
  private static final String WORKLOADS = "workloads";
  private static final Pattern FLAG = Pattern.compile("--([a-z0-9-]+)");

  /**
   * A key of a section: an option of the section's command.
   *
   * @param type of its value; an array for a list
   * @param description for people
   */
  public record Key(Class<?> type, String description) {}

  private final Map<String, JsonNode> settings;
  private final Map<String, Map<String, Object>> sections;
  private final Optional<Rerun> rerun;
  private final Map<String, Object> flags;
  private final Map<String, Object> effectiveSections;

  /**
   * The run that is to be made again.
   *
   * @param file its result
   * @param overridden the keys of what was changed in it
   */
  private record Rerun(String file, LoadDocument result, List<String> overridden) {}

  private Scenario(
      Map<String, JsonNode> settings,
      Map<String, Map<String, Object>> sections,
      Optional<Rerun> rerun,
      Map<String, Object> flags,
      Map<String, Object> effectiveSections) {
    this.settings = settings;
    this.sections = sections;
    this.rerun = rerun;
    this.flags = Map.copyOf(flags);
    this.effectiveSections = effectiveSections;
  }

  /** One that only flags make. */
  static Scenario of(Map<String, Object> flags) {
    return new Scenario(Map.of(), Map.of(), Optional.empty(), flags, Map.of());
  }

  /**
   * Reads one, and checks all of it.
   *
   * @param config a shipped name, a YAML file or a result; empty is what is said by default
   * @param overrides as {@code KEY=VALUE}
   * @param keys of every section, by its command
   * @throws UsageException with file, line and field, or the override
   */
  public static Scenario read(
      Optional<String> config, List<String> overrides, Map<String, Map<String, Key>> keys) {
    ScenarioSource source = config.map(ScenarioSource::of).orElseGet(ScenarioSource::nothing);
    if (overrides.isEmpty() && source.tree().isEmpty()) {
      return of(Map.of());
    }
    Scenario plain = understood(source, config, List.of(), keys);
    return overrides.isEmpty()
        ? plain
        : understood(source.with(overrides), config, overrides, keys);
  }

  private static Scenario understood(
      ScenarioSource source,
      Optional<String> config,
      List<String> overrides,
      Map<String, Map<String, Key>> keys) {
    Map<String, JsonNode> settings = new LinkedHashMap<>();
    Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> part : source.tree().properties()) {
      String name = part.getKey();
      if (LoadSettings.names().contains(name)) {
        settings.put(name, part.getValue());
      } else if (keys.containsKey(name)) {
        sections.put(
            name, section(source, name, part.getValue(), keys.getOrDefault(name, Map.of())));
      } else {
        throw source.places().refuse(name, "unknown setting \"" + name + '"');
      }
    }
    if (settings.containsKey(WORKLOAD)) {
      settings.computeIfPresent(WORKLOAD, (name, said) -> workload(source, name, said));
    }
    requireSettings(source, settings);
    return new Scenario(
        settings,
        sections,
        source
            .result()
            .map(
                result ->
                    new Rerun(
                        config.orElse(""),
                        result,
                        overrides.stream().map(o -> o.substring(0, o.indexOf('='))).toList())),
        Map.of(),
        Map.of());
  }

  /** As text: a name, or the definition in one line. */
  private static JsonNode workload(ScenarioSource source, String field, JsonNode said) {
    try {
      return Yaml.tree(
          said.isContainerNode()
              ? Yaml.tree(Workloads.spec(said)).toString()
              : Workloads.definition(said.asText()));
    } catch (JsonProcessingException e) {
      String below = Yaml.field(e);
      throw source.places().refuse(below.isEmpty() ? field : field + "." + below, Yaml.problem(e));
    } catch (IllegalArgumentException | UsageException e) {
      throw source.places().refuse(field, String.valueOf(e.getMessage()));
    }
  }

  private static void requireSettings(ScenarioSource source, Map<String, JsonNode> settings) {
    ObjectNode all = (ObjectNode) Yaml.tree(LoadSettings.defaults());
    settings.forEach(all::set);
    try {
      Yaml.value(all, LoadSettings.class);
    } catch (JsonProcessingException e) {
      String problem = Yaml.problem(e);
      Matcher flag = FLAG.matcher(problem);
      String field = Yaml.field(e);
      throw source.places().refuse(field.isEmpty() && flag.find() ? flag.group(1) : field, problem);
    }
  }

  private static Map<String, Object> section(
      ScenarioSource source, String name, JsonNode said, Map<String, Key> keys) {
    if (!said.isObject()) {
      throw source.places().refuse(name, "must hold settings of " + name);
    }
    Map<String, Object> section = new LinkedHashMap<>();
    for (Iterator<String> names = said.fieldNames(); names.hasNext(); ) {
      String key = names.next();
      String field = name + "." + key;
      Key known = keys.get(key);
      if (known == null) {
        throw source
            .places()
            .refuse(
                field,
                "unknown setting; there are " + String.join(", ", new TreeSet<>(keys.keySet())));
      }
      section.put(key, value(source, field, said.get(key), known.type()));
    }
    return section;
  }

  private static Object value(ScenarioSource source, String field, JsonNode said, Class<?> type) {
    try {
      if (said.isNull()) {
        throw source.places().refuse(field, "must have a value");
      }
      if (!type.isArray()) {
        return Yaml.value(said, type);
      }
      ArrayNode list = ((ArrayNode) Yaml.tree(List.of()));
      for (JsonNode element : said.isArray() ? said : List.of(said)) {
        String place = said.isArray() ? field + "." + list.size() : field;
        list.add(field.endsWith("." + WORKLOADS) ? workload(source, place, element) : element);
      }
      return Arrays.asList((Object[]) Yaml.value(list, type));
    } catch (JsonProcessingException e) {
      String below = said.isArray() && !Yaml.field(e).isEmpty() ? "." + Yaml.field(e) : "";
      throw source.places().refuse(field + below, Yaml.problem(e));
    }
  }

  /** The text of those that come with the program, by name. */
  public static Map<String, String> shipped() {
    Map<String, String> texts = new LinkedHashMap<>();
    ScenarioSource.SHIPPED.forEach(name -> texts.put(name, ScenarioSource.shipped(name)));
    return Collections.unmodifiableMap(texts);
  }

  /** What it says for one command beside the settings of the load, by the names of its options. */
  public Map<String, Object> section(String command) {
    return sections.getOrDefault(command, Map.of());
  }

  /**
   * The same under flags.
   *
   * @param given by their names without the dashes; they go before what the file says
   * @param command whose section holds {@code section}; for results
   * @param section all options of the command, as they are in effect
   */
  public Scenario with(Map<String, Object> given, String command, Map<String, Object> section) {
    Map<String, Object> effective = new LinkedHashMap<>(section);
    effective.computeIfPresent(
        WORKLOADS,
        (name, list) ->
            ((List<?>) list).stream().map(text -> Workloads.asWritten(text.toString())).toList());
    return new Scenario(
        settings,
        sections,
        rerun,
        given,
        effective.isEmpty() ? Map.of() : Map.of(command, effective));
  }

  /**
   * What a list of workloads is made of, in place of files that may change.
   *
   * @throws UsageException if one of them is wrong
   */
  public static List<String> definitions(List<String> workloads) {
    return workloads.stream().map(Workloads::definition).toList();
  }

  /**
   * The settings of the load.
   *
   * @param more goes before what flags say
   * @throws UsageException naming the flag
   */
  public LoadSettings settings(Map<String, Object> more) {
    Map<String, Object> over = new HashMap<>(flags);
    over.putAll(more);
    Map<String, Object> all = new LinkedHashMap<>(settings);
    if (over.containsKey("arrivals")) {
      all.remove("trace-sha256"); // It was of what the file replays.
    }
    all.putAll(over);
    return Yaml.settings(all);
  }

  /** For a result: settings, and the section that made it, as a scenario holds them. */
  Map<String, Object> asWritten(Map<String, Object> common) {
    Map<String, Object> all = new LinkedHashMap<>(common);
    all.putAll(effectiveSections);
    return all;
  }

  /**
   * Protects what the run left that is to be made again: its files are overwritten only if flags
   * name them.
   *
   * @throws UsageException if another place has to be named
   */
  public void requireOtherPlaces(LoadSettings next) {
    if (rerun.isEmpty()) {
      return;
    }
    Set<String> named = changed();
    Map<String, Object> now = Yaml.toMap(next);
    Map<String, Object> then = rerun.get().result().run().settings();
    for (String place : new TreeSet<>(LoadConditions.PLACES)) {
      Object old = then.get(place);
      if (old != null
          && !named.contains(place)
          && old.equals(now.get(place))
          && Files.exists(Path.of(old.toString()))) {
        throw new UsageException(
            "--"
                + place
                + " "
                + old
                + " is where the run of "
                + rerun.get().file()
                + " left its own: name another");
      }
    }
  }

  private Set<String> changed() {
    Set<String> names = new TreeSet<>(flags.keySet());
    rerun.ifPresent(old -> names.addAll(old.overridden()));
    return names;
  }

  /**
   * Compares a schedule with that of the result that is run again.
   *
   * @return what to tell of it; empty if no result is, or nothing is planned
   * @throws UsageException if it is another though nothing was changed
   */
  public Optional<String> compared(Optional<String> scheduleSha256) {
    if (rerun.isEmpty() || scheduleSha256.isEmpty()) {
      return Optional.empty();
    }
    String file = rerun.get().file();
    LoadDocument result = rerun.get().result();
    Optional<String> then = result.run().plannedSha256();
    if (then.isEmpty()) {
      return Optional.of(
          "schedule cannot be compared with "
              + file
              + "'s: a limit ended that run, and its result does not say what else was planned");
    }
    if (then.equals(scheduleSha256)) {
      return Optional.of("schedule identical to " + file + "'s");
    }
    Set<String> changed = changed();
    changed.removeAll(LoadConditions.PLACES);
    if (changed.isEmpty()) {
      throw new UsageException(
          file
              + ": the same settings make another schedule, "
              + scheduleSha256.get()
              + " and not "
              + then.get()
              + ": it was played by "
              + result.environment().plumbline());
    }
    return Optional.of(
        "schedule differs from "
            + file
            + "'s, as was asked: "
            + changed.stream().map(name -> "--" + name).collect(Collectors.joining(", ")));
  }
}
