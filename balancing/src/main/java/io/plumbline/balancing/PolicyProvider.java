package io.plumbline.balancing;

/** Makes policies of one name; found by {@link java.util.ServiceLoader}. */
public interface PolicyProvider {

  /** The name in scenarios and on the command line: lower case, words joined by hyphens. */
  String name();

  /** What it does and which settings it takes, in a line. */
  String description();

  /**
   * Makes the policy.
   *
   * @throws IllegalArgumentException if a setting is wrong: its name, its value and what is allowed
   */
  Policy create(PolicySettings settings);
}
