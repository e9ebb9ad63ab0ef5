package io.plumbline.cli;

import io.plumbline.experiments.LoadSettings;
import io.plumbline.experiments.Scenario;
import java.lang.reflect.Array;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What a scenario may say of the commands that make more than one run: a section by the command's
 * name has its options, except those that every load has and those that say where things are.
 */
final class Sections {
  private static final List<String> COMMANDS = List.of("sweep", "capacity");
  private static final Set<String> OF_NO_SCENARIO =
      Set.of("config", "override", "history", "help", "version", "log-level", "verbose");

  private Sections() {}

  /** The keys of every section. */
  static Map<String, Map<String, Scenario.Key>> keys(CommandSpec any) {
    Map<String, Map<String, Scenario.Key>> keys = new LinkedHashMap<>();
    for (String command : COMMANDS) {
      Map<String, Scenario.Key> section = new LinkedHashMap<>();
      options(command(any, command))
          .forEach(
              (name, option) ->
                  section.put(name, new Scenario.Key(type(option), description(option))));
      keys.put(command, section);
    }
    return keys;
  }

  /** What the settings of the load are for, by name. */
  static Map<String, String> settings(CommandSpec any) {
    Map<String, String> descriptions = new LinkedHashMap<>();
    for (OptionSpec option : command(any, "run").getCommandSpec().options()) {
      if (LoadSettings.names().contains(name(option))) {
        descriptions.put(name(option), description(option));
      }
    }
    return descriptions;
  }

  /**
   * Lets a section speak for the options that were not given.
   *
   * @return all options of the section as they are in effect
   */
  static Map<String, Object> apply(CommandSpec command, Map<String, Object> section) {
    Map<String, Object> effective = new LinkedHashMap<>();
    if (COMMANDS.contains(command.name())) {
      options(command.commandLine())
          .forEach(
              (name, option) -> {
                if (section.containsKey(name)
                    && !command.commandLine().getParseResult().hasMatchedOption(option)) {
                  option.setValue(section.get(name));
                }
                if (name.equals("workloads")) {
                  option.setValue(Scenario.definitions(option.getValue()));
                }
                Object value = option.getValue();
                if (value != null && !(value instanceof Collection<?> list && list.isEmpty())) {
                  effective.put(name, value);
                }
              });
    }
    return effective;
  }

  private static CommandLine command(CommandSpec any, String name) {
    return Objects.requireNonNull(any.root().subcommands().get(name), name);
  }

  private static Map<String, OptionSpec> options(CommandLine command) {
    Map<String, OptionSpec> options = new LinkedHashMap<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      String name = name(option);
      if (!LoadSettings.names().contains(name) && !OF_NO_SCENARIO.contains(name)) {
        options.put(name, option);
      }
    }
    return options;
  }

  private static String name(OptionSpec option) {
    return option.longestName().substring(2);
  }

  private static Class<?> type(OptionSpec option) {
    return option.isMultiValue()
        ? Array.newInstance(option.auxiliaryTypes()[0], 0).getClass()
        : option.type();
  }

  /** Without the default: the schema has it, or a section need not say it. */
  private static String description(OptionSpec option) {
    return String.join(" ", option.description())
        .replaceAll(":? \\$\\{COMPLETION-CANDIDATES}", "")
        .replaceAll("\\s*\\(default: \\$\\{DEFAULT-VALUE}\\)", "")
        .replace("%%", "%")
        .replaceAll("\\s+", " ");
  }
}
