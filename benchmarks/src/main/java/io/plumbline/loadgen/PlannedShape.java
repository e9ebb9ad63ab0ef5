package io.plumbline.loadgen;

/** Shapes of load, one of each way in which they are drawn. */
public enum PlannedShape {
  POISSON("poisson"),
  BURST("burst:1,4,5"),
  CONSTANT("constant"),
  GAMMA("gamma:2.5");

  private final String text;

  PlannedShape(String text) {
    this.text = text;
  }

  Arrivals arrivals() {
    return Arrivals.parse(text);
  }
}
