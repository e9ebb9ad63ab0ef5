package io.plumbline.balancing.grpc;

import io.grpc.LoadBalancer;
import io.grpc.LoadBalancerProvider;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.Status;
import io.plumbline.balancing.Policies;
import io.plumbline.balancing.Policy;
import java.util.Map;

/**
 * Any of our policies for any channel, by its service config: {@code {"plumbline": {"policy": X,
 * "seed": "42"}}}, where X is a policy as {@link Policies#create} takes it. gRPC finds it by
 * itself.
 *
 * <p>A channel needs an interceptor as well, see {@link BalancedTargets#prepare}.
 */
public final class PolicyLoadBalancerProvider extends LoadBalancerProvider {
  /** As service configs call it. */
  static final String NAME = "plumbline";

  /** Under this name the policy is in the config. */
  static final String POLICY = "policy";

  /** Where its random numbers come from: a whole number, as text, because JSON has no longs. */
  static final String SEED = "seed";

  /** For {@link java.util.ServiceLoader}. */
  public PolicyLoadBalancerProvider() {}

  @Override
  public boolean isAvailable() {
    return true;
  }

  @Override
  public int getPriority() {
    return 5; // The usual one; there is no other of this name.
  }

  @Override
  public String getPolicyName() {
    return NAME;
  }

  @Override
  public LoadBalancer newLoadBalancer(LoadBalancer.Helper helper) {
    return new PolicyLoadBalancer(helper);
  }

  @Override
  public ConfigOrError parseLoadBalancingPolicyConfig(Map<String, ?> config) {
    try {
      Object written = config.get(POLICY);
      if (written == null) {
        throw new IllegalArgumentException(NAME + ": " + POLICY + " is missing");
      }
      Object seed = config.get(SEED);
      return ConfigOrError.fromConfig(
          new PolicyLoadBalancer.Config(
              written, real(written), seed == null ? 0 : Long.parseLong(seed.toString())));
    } catch (IllegalArgumentException e) {
      return ConfigOrError.fromError(
          Status.INVALID_ARGUMENT.withDescription(e.getMessage()).withCause(e));
    }
  }

  /**
   * Makes a policy that real servers can do.
   *
   * @throws IllegalArgumentException if it is none, or needs what only simulated servers give
   */
  static Policy real(Object written) {
    Policy policy = Policies.create(written);
    if (names(written, GrpcPolicyProvider.NAME)) {
      throw new IllegalArgumentException(
          "policy %s: \"%s\" is gRPC's own in a simulation; real servers take it by its name, such as grpc:round_robin"
              .formatted(written, GrpcPolicyProvider.NAME));
    }
    if (policy.needs().contains(Policy.Need.DIRECT)) {
      throw new IllegalArgumentException(
          "policy %s looks into servers directly, which only a simulation can".formatted(written));
    }
    if (policy.needs().contains(Policy.Need.IDLE)) {
      throw new IllegalArgumentException(
          "policy %s has idle servers call their clients, which only simulated servers do"
              .formatted(written));
    }
    return policy;
  }

  /** Whether a policy, or one inside it, is of this name. */
  private static boolean names(Object written, String name) {
    return written instanceof Map<?, ?> map
        ? map.containsKey(name)
            || map.values().stream().anyMatch(inner -> inner != null && names(inner, name))
        : written.equals(name);
  }
}
