package io.plumbline.loadgen;

import java.util.List;
import java.util.Optional;

/**
 * One kind of request: who asks, how soon it must be answered, which models it wants, how often it
 * comes.
 *
 * @param tier 1 VIP, 2 Premium, 3 Free; any number at least 1
 * @param slo the name of its service level, such as {@code urgent}
 * @param sloNanos how long after its planned instant an answer is still in time
 * @param share of the total rate, in [0, 1]
 * @param models what it asks for; the probabilities sum to 1
 * @param arrivals its own shape of load; empty leaves it to the plan
 * @param switches what it asks for later on, in the order of time
 */
public record RequestClass(
    int tier,
    String slo,
    long sloNanos,
    double share,
    List<ModelShare> models,
    Optional<Arrivals> arrivals,
    List<ModelSwitch> switches) {

  /** Thirty days: more than any request waits, and far from overflow. */
  private static final long MAX_SLO_NANOS = 30L * 24 * 3600 * 1_000_000_000;

  /** A model and the probability that a request of the class names it. */
  public record ModelShare(Model model, double probability) {
    public ModelShare {
      if (!(probability >= 0 && probability <= 1)) {
        throw new IllegalArgumentException(
            "probability of model " + model.name() + " must be between 0 and 1: " + probability);
      }
    }
  }

  /**
   * Other probabilities from an instant on.
   *
   * @param atNanos from the start of the run
   */
  public record ModelSwitch(long atNanos, List<ModelShare> models) {
    public ModelSwitch {
      if (atNanos < 1) {
        throw new IllegalArgumentException(
            "a switch of models must come after the start: " + atNanos + " ns");
      }
      models = List.copyOf(models);
    }
  }

  /** A class that comes as the plan says, and always asks for the same. */
  public RequestClass(int tier, String slo, long sloNanos, double share, List<ModelShare> models) {
    this(tier, slo, sloNanos, share, models, Optional.empty(), List.of());
  }

  public RequestClass {
    if (tier < 1) {
      throw new IllegalArgumentException("tier must be at least 1: " + tier);
    }
    // It becomes part of a folder's name and of a CSV field.
    if (!slo.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException(
          "slo must be letters, digits, '_', '.' or '-': \"" + slo + "\"");
    }
    if (sloNanos < 1 || sloNanos > MAX_SLO_NANOS) {
      throw new IllegalArgumentException(
          "SLO of class "
              + tier
              + ":"
              + slo
              + " must be positive and at most 30 days: "
              + sloNanos
              + " ns");
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "share of class " + tier + ":" + slo + " must be between 0 and 1: " + share);
    }
    models = List.copyOf(models);
    requireProbabilities(tier, slo, models);
    if (arrivals.isPresent() && arrivals.get() instanceof Arrivals.Trace trace) {
      throw new IllegalArgumentException(
          "arrivals of class " + tier + ":" + slo + " must not be a trace: " + trace);
    }
    switches = List.copyOf(switches);
    long previousNanos = 0;
    for (ModelSwitch change : switches) {
      if (change.atNanos() <= previousNanos) {
        throw new IllegalArgumentException(
            "switches of class "
                + tier
                + ":"
                + slo
                + " must be in the order of time: "
                + change.atNanos()
                + " ns");
      }
      previousNanos = change.atNanos();
      requireProbabilities(tier, slo, change.models());
    }
  }

  private static void requireProbabilities(int tier, String slo, List<ModelShare> models) {
    double sum = models.stream().mapToDouble(ModelShare::probability).sum();
    if (!Workload.sumsToOne(sum)) {
      throw new IllegalArgumentException(
          "model probabilities of class " + tier + ":" + slo + " must sum to 1: " + sum);
    }
  }

  /** The same class, coming as the plan says, and asking for the same as at the start. */
  RequestClass steady() {
    return new RequestClass(tier, slo, sloNanos, share, models);
  }

  /** How people and flags call it: {@code 1:urgent}. */
  public String label() {
    return tier + ":" + slo;
  }

  /** How its folder is called: {@code tier1_urgent}. */
  public String folderName() {
    return "tier" + tier + "_" + slo;
  }
}
