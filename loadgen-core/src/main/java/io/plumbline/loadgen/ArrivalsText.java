package io.plumbline.loadgen;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads shapes of load as users write them. */
final class ArrivalsText {
  /** Plain decimals only: no sign, no infinity, no hexadecimal. */
  private static final String NUMBER = "\\d{1,18}(?:\\.\\d{1,18})?";

  private static final Pattern STEP = Pattern.compile("(" + NUMBER + ")x(" + NUMBER + ")");
  private static final Pattern SCALED = Pattern.compile("(.*),scale=(" + NUMBER + ")");

  private static final Map<String, String> FORMS =
      new TreeMap<>(
          Map.of(
              "poisson", "poisson or poisson:initial-burst",
              "constant", "constant or constant:initial-burst",
              "gamma", "gamma:CV, such as gamma:2.5",
              "burst", "burst:ON,OFF,FACTOR with seconds and a factor, such as burst:1,4,5",
              "spike", "spike:AT,LENGTH,FACTOR with seconds and a factor, such as spike:10,2,8",
              "ramp", "ramp:FROM,TO,LENGTH with factors and seconds, such as ramp:0.2,1,30",
              "steps", "steps:FACTORxSECONDS,..., such as steps:0.5x10,1x10,2x10",
              "trace", "trace:FILE or trace:FILE,scale=FACTOR, such as trace:metrics.csv,scale=2"));

  private ArrivalsText() {}

  static Arrivals parse(String text, Function<String, RecordedArrivals> traces) {
    int colon = text.indexOf(':');
    String label = colon < 0 ? text : text.substring(0, colon);
    String parameters = colon < 0 ? "" : text.substring(colon + 1);
    if (colon == text.length() - 1) {
      throw wrong(text, mustBe(label));
    }
    if (label.equals("trace")) {
      return trace(text, parameters, traces);
    }
    try {
      return switch (label) {
        case "poisson" -> new Arrivals.Poisson(initialBurst(label, parameters));
        case "constant" -> new Arrivals.Constant(initialBurst(label, parameters));
        case "gamma" -> new Arrivals.Gamma(numbers(label, parameters, 1)[0]);
        case "burst" -> {
          double[] n = numbers(label, parameters, 3);
          yield new Arrivals.Burst(n[0], n[1], n[2]);
        }
        case "spike" -> {
          double[] n = numbers(label, parameters, 3);
          yield new Arrivals.Spike(n[0], n[1], n[2]);
        }
        case "ramp" -> {
          double[] n = numbers(label, parameters, 3);
          yield new Arrivals.Ramp(n[0], n[1], n[2]);
        }
        case "steps" -> new Arrivals.Steps(steps(parameters));
        default -> throw new IllegalArgumentException(mustBe(label));
      };
    } catch (IllegalArgumentException e) {
      throw wrong(text, String.valueOf(e.getMessage()));
    }
  }

  private static Arrivals trace(
      String text, String parameters, Function<String, RecordedArrivals> traces) {
    Matcher scaled = SCALED.matcher(parameters);
    String source = scaled.matches() ? scaled.group(1) : parameters;
    double scale = scaled.matches() ? Double.parseDouble(scaled.group(2)) : 1;
    if (source.isBlank()) {
      throw wrong(text, mustBe("trace"));
    }
    if (!(scale > 0 && scale <= Arrivals.MAX_FACTOR)) {
      throw wrong(text, "scale must be positive, at most 1e6: " + scale);
    }
    return new Arrivals.Trace(source, scale, traces.apply(source).scaled(scale));
  }

  private static boolean initialBurst(String label, String parameters) {
    if (!parameters.isEmpty() && !parameters.equals("initial-burst")) {
      throw new IllegalArgumentException(mustBe(label));
    }
    return !parameters.isEmpty();
  }

  private static double[] numbers(String label, String parameters, int count) {
    String[] texts = parameters.split(",", -1);
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      if (texts.length != count || !texts[i].matches(NUMBER)) {
        throw new IllegalArgumentException(mustBe(label));
      }
      numbers[i] = Double.parseDouble(texts[i]);
    }
    return numbers;
  }

  private static List<Arrivals.Steps.Step> steps(String parameters) {
    List<Arrivals.Steps.Step> steps = new ArrayList<>();
    for (String text : parameters.split(",", -1)) {
      Matcher step = STEP.matcher(text);
      if (!step.matches()) {
        throw new IllegalArgumentException(mustBe("steps"));
      }
      steps.add(
          new Arrivals.Steps.Step(
              Double.parseDouble(step.group(1)), Double.parseDouble(step.group(2))));
    }
    return steps;
  }

  private static String mustBe(String label) {
    String form = FORMS.get(label);
    return "must be " + (form == null ? "one of " + String.join(", ", FORMS.keySet()) : form);
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException("arrivals " + text + ": " + why);
  }
}
