package io.plumbline.balancing.tick;

import io.plumbline.balancing.Policies;
import io.plumbline.balancing.Policy;
import java.util.Objects;

/**
 * One row of a study: a policy at work under some settings.
 *
 * @param name by which results are kept
 * @param settings of the model
 * @param policyWritten the policy as {@link Policies#create} takes it
 * @param policy the policy
 */
public record TickScenario(
    String name, TickSettings settings, Object policyWritten, Policy policy) {

  /**
   * Refuses a policy that the model cannot serve.
   *
   * @throws IllegalArgumentException if the name is blank, or servers would have to call clients
   */
  public TickScenario {
    Objects.requireNonNull(settings);
    if (name.isBlank()) {
      throw new IllegalArgumentException("a scenario's name must not be blank");
    }
    if (policy.needs().contains(Policy.Need.IDLE)) {
      throw new IllegalArgumentException(
          "scenario %s: policy %s waits for idle servers to call; the tick engine's do not"
              .formatted(name, policyWritten));
    }
  }

  /**
   * Makes the policy from how it is written.
   *
   * @throws IllegalArgumentException if there is no such policy or setting
   */
  public static TickScenario of(String name, TickSettings settings, Object policyWritten) {
    return new TickScenario(name, settings, policyWritten, Policies.create(policyWritten));
  }

  /** Returns the same with other settings. */
  public TickScenario with(TickSettings changed) {
    return new TickScenario(name, changed, policyWritten, policy);
  }
}
