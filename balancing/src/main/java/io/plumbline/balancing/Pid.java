package io.plumbline.balancing;

/**
 * A controller of the usual three parts, in steps of one: how far to turn, from how far off.
 *
 * <p>Not thread-safe.
 */
public final class Pid {
  private final double proportional;
  private final double integral;
  private final double derivative;

  private double errorSum;
  private double lastError;

  /** Makes one that remembers nothing: its error so far was 0. */
  public Pid(double proportional, double integral, double derivative) {
    this.proportional = proportional;
    this.integral = integral;
    this.derivative = derivative;
  }

  /**
   * Returns the adjustment for this step.
   *
   * @param error what is wanted less what is
   */
  public double adjustment(double error) {
    errorSum += error;
    double change = error - lastError;
    lastError = error;
    return proportional * error + integral * errorSum + derivative * change;
  }

  /**
   * What utilization servers should be steered to: ten points above their mean, so that the lazy
   * ones are pulled harder than the busy ones are pushed; the mean itself from 80 % on.
   */
  public static double targetPercent(double meanPercent) {
    return meanPercent < 80 ? meanPercent + 10 : meanPercent;
  }
}
