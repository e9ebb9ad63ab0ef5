package io.plumbline.experiments;

import io.plumbline.balancing.event.EventScenario;
import io.plumbline.balancing.event.EventScenarios;
import io.plumbline.balancing.tick.TickScenario;
import io.plumbline.balancing.tick.TickScenarios;
import io.plumbline.balancing.tick.TickSettings;
import io.plumbline.results.SimulationDocument.Engine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Makes simulations from what a user names, writes and changes; checks all before any runs. */
final class Simulations {
  private static final String RATE = "mean-requests-per-server-per-tick";
  private static final String PERCENTILES = "percentiles";
  private static final String SUBSET_SIZE = "subset-size";
  private static final String LOAD = "load";
  private static final String REQUESTS_PER_SECOND = "requests-per-second";

  /** What says how much comes: the last that is given counts, once all else is known. */
  private static final Set<String> TICK_RATES = Set.of(RATE, TickSettings.TARGET_UTILIZATION);

  private static final Set<String> EVENT_RATES = Set.of(LOAD, REQUESTS_PER_SECOND);

  private final Engine engine;
  private final SimulationSettings asked;
  private final Map<String, Object> changes = new LinkedHashMap<>();

  private Simulations(Engine engine, SimulationSettings asked) {
    this.engine = engine;
    this.asked = asked;
    for (String change : asked.changes()) {
      int equals = change.indexOf('=');
      if (equals < 1) {
        throw new UsageException("--set must be NAME=VALUE: " + change);
      }
      changes.put(
          change.substring(0, equals), read("--set " + change, change.substring(equals + 1)));
    }
  }

  /**
   * What is to be simulated, and how.
   *
   * @param engine of all of them
   * @param simulations in the order in which they were named; no two of one name
   */
  record Chosen(Engine engine, List<Simulation> simulations) {}

  /**
   * Makes them.
   *
   * @throws UsageException with the flag, or the file's line and field
   */
  static Chosen of(SimulationSettings asked) {
    Map<String, Source> files = new LinkedHashMap<>();
    for (String name : asked.scenarios()) {
      if (isFile(name)) {
        Path path = Path.of(name);
        files.put(name, new Source(name, path, Yaml.read(path, SimulationFile.class)));
      }
    }
    Engine engine = engine(asked, files.values());
    Simulations makes = new Simulations(engine, asked);
    List<Simulation> all = new ArrayList<>();
    for (String name : asked.scenarios()) {
      Source file = files.get(name);
      if (file != null) {
        makes.addFrom(file, all);
      } else {
        for (String one : name.equals(SimulationSettings.ALL) ? allOf(engine) : List.of(name)) {
          makes.addShipped(one, all);
        }
      }
    }
    Set<String> names = new HashSet<>();
    for (Simulation simulation : all) {
      if (!names.add(simulation.name())) {
        throw new UsageException("--scenario: two scenarios are called " + simulation.name());
      }
    }
    return new Chosen(engine, all);
  }

  /** The notebook's study is what "all" means in ticks: the rest takes other settings. */
  private static List<String> allOf(Engine engine) {
    return engine == Engine.TICK ? TickScenarios.studyNames() : EventScenarios.names();
  }

  private static boolean isFile(String name) {
    return name.endsWith(".yaml") || name.endsWith(".yml") || Files.isRegularFile(Path.of(name));
  }

  private record Source(String name, Path path, SimulationFile file) {
    UsageException refuse(String field, Exception why) {
      return new UsageException(
          Yaml.at(name, Yaml.bytes(path), field) + field + ": " + why.getMessage(), why);
    }
  }

  private static Engine engine(SimulationSettings asked, Iterable<Source> files) {
    Optional<Engine> engine = asked.engine();
    for (Source source : files) {
      Optional<Engine> said = source.file().engine();
      if (said.isPresent() && engine.isPresent() && !said.equals(engine)) {
        throw new UsageException(
            source.name()
                + " is for the "
                + Yaml.asText(said.get())
                + " engine, not the "
                + Yaml.asText(engine.get())
                + " engine");
      }
      Optional<Engine> before = engine;
      engine = said.or(() -> before);
    }
    return engine.orElse(Engine.TICK);
  }

  private void addShipped(String name, List<Simulation> to) {
    try {
      if (asked.policies().isEmpty()) {
        to.add(made(name, Optional.of(name), Optional.empty(), Map.of()));
      }
      for (String policy : asked.policies()) {
        Object written = written("--policy", policy);
        to.add(made(named(name, written), Optional.of(name), Optional.of(written), Map.of()));
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private void addFrom(Source source, List<Simulation> to) {
    SimulationFile file = source.file();
    if (file.scenarios().isEmpty()) {
      throw source.refuse("scenarios", new IllegalArgumentException("there are none"));
    }
    List<Object> policies = new ArrayList<>();
    asked.policies().forEach(policy -> policies.add(written("--policy", policy)));
    if (policies.isEmpty()) {
      policies.addAll(file.policies());
    }
    for (int i = 0; i < file.scenarios().size(); i++) {
      SimulationFile.Written one = file.scenarios().get(i);
      Map<String, Object> settings = new LinkedHashMap<>(file.settings());
      lay(one.settings(), settings, engine == Engine.TICK ? TICK_RATES : EVENT_RATES);
      try {
        if (policies.isEmpty() || (one.policy().isPresent() && asked.policies().isEmpty())) {
          to.add(made(one.name(), one.base(), one.policy(), settings));
        } else {
          for (Object policy : policies) {
            to.add(made(named(one.name(), policy), one.base(), Optional.of(policy), settings));
          }
        }
      } catch (IllegalArgumentException e) {
        throw source.refuse("scenarios." + i, e);
      }
    }
  }

  /** With several policies a scenario is told apart by them. */
  private static String named(String scenario, Object policy) {
    return scenario + "/" + (policy instanceof String name ? name : Yaml.json(policy));
  }

  private Simulation made(
      String name, Optional<String> base, Optional<Object> policy, Map<String, Object> settings) {
    return engine == Engine.TICK
        ? tick(name, base, policy, settings)
        : event(name, base, policy, settings);
  }

  private Simulation tick(
      String name, Optional<String> base, Optional<Object> policy, Map<String, Object> settings) {
    Optional<TickScenario> from =
        base.map(shipped -> known(shipped, TickScenarios.names(), TickScenarios::named));
    TickSettings shipped = from.map(TickScenario::settings).orElseGet(TickSettings::defaults);
    Map<String, Object> all = new LinkedHashMap<>(settings);
    lay(changes, all, TICK_RATES);
    if (!asked.percentiles().isEmpty()) {
      all.put(PERCENTILES, asked.percentiles());
    }
    asked
        .targetUtilization()
        .ifPresent(target -> lay(Map.of(TickSettings.TARGET_UTILIZATION, target), all, TICK_RATES));
    Object target = all.remove(TickSettings.TARGET_UTILIZATION);
    TickSettings made = shipped.with(all);
    if (target != null) {
      boolean study = base.isPresent() && TickScenarios.studyNames().contains(base.get());
      made = aimed(made, target, study ? probesPaidFor(shipped) : 0);
    }
    if (made.debug()) {
      throw new IllegalArgumentException(
          "debug must be false; what happens to a request or server is told by --watch: true");
    }
    if (all.containsKey(SUBSET_SIZE) && !made.subsetSize().equals(shipped.subsetSize())) {
      requireWithin(SUBSET_SIZE, made.subsetSize().orElse(0), made.servers());
    }
    Object written =
        policy.or(() -> from.map(TickScenario::policyWritten)).orElseThrow(() -> missing(name));
    if (policy.isPresent()) {
      requireSubsetsWithin(written, made.servers());
    }
    return new TickSimulation(TickScenario.of(name, made, written));
  }

  /**
   * The rate for a target, of the threads and times that are set now.
   *
   * @param probesPerRequest that the rate pays for
   */
  private static TickSettings aimed(TickSettings made, Object target, double probesPerRequest) {
    TickSettings checked = made.with(TickSettings.TARGET_UTILIZATION, target);
    double share =
        checked.meanRequestsPerServerPerTick() * made.meanProcessingTime() / made.meanThreads();
    if (!(share > 0 && share <= SimulationSettings.MOST_TARGET * (1 + 1e-9))) {
      throw new IllegalArgumentException(
          TickSettings.TARGET_UTILIZATION
              + " must be above 0 and at most "
              + SimulationSettings.MOST_TARGET
              + ": "
              + target);
    }
    return made.withTargetUtilization(share, probesPerRequest);
  }

  /** The study's rates pay for probes, each in its own way; what they all aim at is known. */
  private static double probesPaidFor(TickSettings study) {
    double ticksPerRequest =
        TickScenarios.STUDY_TARGET * study.meanThreads() / study.meanRequestsPerServerPerTick();
    double probes = (ticksPerRequest - study.meanProcessingTime()) / study.probeProcessingTime();
    return probes < 1e-9 ? 0 : probes;
  }

  private Simulation event(
      String name, Optional<String> base, Optional<Object> policy, Map<String, Object> settings) {
    if (!asked.percentiles().isEmpty()) {
      throw new UsageException("--percentiles are the tick engine's; the event engine has its own");
    }
    Map<String, Object> all = new LinkedHashMap<>(settings);
    lay(changes, all, EVENT_RATES);
    asked.targetUtilization().ifPresent(target -> lay(Map.of(LOAD, target), all, EVENT_RATES));
    for (String rate : EVENT_RATES) {
      if (all.containsKey(rate)) {
        all.put(rate, all.remove(rate)); // It is of the servers and services that are set, too.
      }
    }
    policy.ifPresent(written -> all.put("policy", written));
    all.put("name", name);
    EventScenario made =
        base.map(shipped -> known(shipped, EventScenarios.names(), EventScenarios::named))
            .orElseGet(EventScenarios::plain)
            .with(all);
    policy.ifPresent(written -> requireSubsetsWithin(written, made.serverCount()));
    return new EventSimulation(made);
  }

  /** Lays settings over others: what is said later is applied later, and of rates it alone. */
  private static void lay(
      Map<String, Object> settings, Map<String, Object> over, Set<String> rates) {
    settings.forEach(
        (name, value) -> {
          if (rates.contains(name)) {
            over.keySet().removeAll(rates);
          }
          over.remove(name);
          over.put(name, value);
        });
  }

  private static <T> T known(String name, Collection<String> names, Function<String, T> named) {
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "unknown scenario \"" + name + "\"; simulate --list names them");
    }
    return named.apply(name);
  }

  /** Wherever in a policy one says {@code subset: {size: N}}. */
  private static void requireSubsetsWithin(Object policy, int servers) {
    if (policy instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            if (name.equals("subset")
                && value instanceof Map<?, ?> subset
                && subset.get("size") instanceof Number size) {
              requireWithin("policy subset: size", size.intValue(), servers);
            }
            requireSubsetsWithin(value, servers);
          });
    }
  }

  /**
   * Refuses a subset that is larger than what it is drawn from: whoever asks for one has mistaken
   * something, though a shipped scenario has one, drawn with putting back.
   */
  private static void requireWithin(String name, int size, int servers) {
    if (size > servers) {
      throw new IllegalArgumentException(
          name + " must be at most the number of servers, " + servers + ": " + size);
    }
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException(
        "scenario " + name + " has neither a policy nor a base that has one");
  }

  /** A name, a number or anything else that YAML can say on one line. */
  private static Object written(String flag, String text) {
    return read(flag + " " + text, text);
  }

  private static Object read(String where, String text) {
    return Yaml.read(where, text.getBytes(StandardCharsets.UTF_8), Object.class);
  }
}
