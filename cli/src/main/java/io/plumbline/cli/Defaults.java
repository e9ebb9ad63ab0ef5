package io.plumbline.cli;

import io.plumbline.experiments.LoadSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Shows in the help what the settings fall back to, so that it is written down once. */
final class Defaults implements IDefaultValueProvider {
  private final Map<String, String> texts = LoadSettings.defaultTexts();

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    return argument instanceof OptionSpec option && option.defaultValue() == null
        ? texts.get(option.longestName().replaceFirst("^--", ""))
        : null;
  }
}
