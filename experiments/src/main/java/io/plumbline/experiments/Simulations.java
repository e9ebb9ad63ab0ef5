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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Makes simulations from what a user names, writes and changes; checks all before any runs. */
final class Simulations {
  private static final String RATE = "mean-requests-per-server-per-tick";
  private static final String PERCENTILES = "percentiles";

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
      changes.put(change.substring(0, equals), written("--set", change.substring(equals + 1)));
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

  /** The names of what comes with Plumbline: for ticks, the notebook's study first. */
  static List<String> shipped(Engine engine) {
    return engine == Engine.TICK ? List.copyOf(TickScenarios.names()) : EventScenarios.names();
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
      engine = said.or(asked::engine);
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
    List<Object> policies = new ArrayList<>();
    asked.policies().forEach(policy -> policies.add(written("--policy", policy)));
    if (policies.isEmpty()) {
      policies.addAll(file.policies());
    }
    for (int i = 0; i < file.scenarios().size(); i++) {
      SimulationFile.Written one = file.scenarios().get(i);
      Map<String, Object> settings = new LinkedHashMap<>(file.settings());
      settings.putAll(one.settings());
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
    Optional<TickScenario> from = base.map(TickScenarios::named);
    TickSettings made = from.map(TickScenario::settings).orElseGet(TickSettings::defaults);
    for (Map.Entry<String, Object> setting : settings.entrySet()) {
      made = made.with(setting.getKey(), setting.getValue());
    }
    for (Map.Entry<String, Object> change : changes.entrySet()) {
      made = made.with(change.getKey(), change.getValue());
    }
    if (!asked.percentiles().isEmpty()) {
      made = made.with(PERCENTILES, asked.percentiles());
    }
    OptionalDouble target = asked.targetUtilization();
    if (target.isPresent()) {
      boolean study = base.isPresent() && TickScenarios.studyNames().contains(base.get());
      made =
          study
              // The study's rates pay for probes in their own ways; what they have in common is
              // the target.
              ? made.with(
                  RATE,
                  made.meanRequestsPerServerPerTick()
                      * target.getAsDouble()
                      / TickScenarios.STUDY_TARGET)
              : made.with(TickSettings.TARGET_UTILIZATION, target.getAsDouble());
    }
    Object written =
        policy.or(() -> from.map(TickScenario::policyWritten)).orElseThrow(() -> missing(name));
    return new TickSimulation(TickScenario.of(name, made, written));
  }

  private Simulation event(
      String name, Optional<String> base, Optional<Object> policy, Map<String, Object> settings) {
    if (!asked.percentiles().isEmpty()) {
      throw new UsageException("--percentiles are the tick engine's; the event engine has its own");
    }
    Map<String, Object> all = new LinkedHashMap<>(settings);
    all.putAll(changes);
    asked.targetUtilization().ifPresent(target -> all.put("load", target));
    EventScenario made = base.map(EventScenarios::named).orElseGet(EventScenarios::plain);
    for (Map.Entry<String, Object> setting : all.entrySet()) {
      made = made.with(setting.getKey(), setting.getValue());
    }
    if (policy.isPresent()) {
      made = made.with("policy", policy.get());
    }
    return new EventSimulation(
        made.with("name", name), base.orElse(EventScenarios.plain().name()), all);
  }

  private static IllegalArgumentException missing(String name) {
    return new IllegalArgumentException(
        "scenario " + name + " has neither a policy nor a base that has one");
  }

  /** A name, a number or anything else that YAML can say on one line. */
  private static Object written(String flag, String text) {
    return Yaml.read(flag + " " + text, text.getBytes(StandardCharsets.UTF_8), Object.class);
  }
}
