package io.plumbline.loadgen;

import java.util.List;

/**
 * One kind of request: who asks, how soon it must be answered, which models it wants, how often it
 * comes.
 *
 * @param tier 1 VIP, 2 Premium, 3 Free; any number at least 1
 * @param slo the name of its service level, such as {@code urgent}
 * @param sloNanos how long after its planned instant an answer is still in time
 * @param share of the total rate, in [0, 1]
 * @param models what it asks for; the probabilities sum to 1
 */
public record RequestClass(
    int tier, String slo, long sloNanos, double share, List<ModelShare> models) {

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
    double sum = models.stream().mapToDouble(ModelShare::probability).sum();
    if (!Workload.sumsToOne(sum)) {
      throw new IllegalArgumentException(
          "model probabilities of class " + tier + ":" + slo + " must sum to 1: " + sum);
    }
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
