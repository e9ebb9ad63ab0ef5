package io.plumbline.balancing.grpc;

import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.NameResolver.ConfigOrError;
import io.plumbline.balancing.Policy;
import io.plumbline.balancing.PolicyProvider;
import io.plumbline.balancing.PolicySettings;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** {@code grpc}: gRPC's own policies as ours, by the names that gRPC has for them. */
public final class GrpcPolicyProvider implements PolicyProvider {
  static final String NAME = "grpc";

  private static final String ROUND_ROBIN = "round_robin";
  private static final String WEIGHTED_ROUND_ROBIN = "weighted_round_robin";
  private static final String LEAST_REQUEST = "least_request_experimental";

  /** For {@link java.util.ServiceLoader}. */
  public GrpcPolicyProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "gRPC's own, from grpc-java: policy (round_robin, pick_first, weighted_round_robin, least_request_experimental),"
        + " choices, weight-update-seconds, error-utilization-penalty";
  }

  @Override
  public Policy create(PolicySettings settings) {
    String name = settings.text("policy", ROUND_ROBIN);
    Map<String, Object> config = new LinkedHashMap<>();
    switch (name) {
      case LEAST_REQUEST ->
          config.put("choiceCount", (double) settings.integer("choices", 2, 2, 10));
      case WEIGHTED_ROUND_ROBIN -> {
        // These two it counts by the machine's clock, which is not a simulation's.
        config.put("blackoutPeriod", "0s");
        config.put("weightExpirationPeriod", "86400s");
        config.put(
            "weightUpdatePeriod",
            String.format(
                Locale.ROOT, "%.3fs", settings.number("weight-update-seconds", 1, 0.1, 3600)));
        config.put(
            "errorUtilizationPenalty", settings.number("error-utilization-penalty", 1, 0, 1000));
      }
      default -> {}
    }
    LoadBalancerProvider provider = LoadBalancerRegistry.getDefaultRegistry().getProvider(name);
    if (provider == null) {
      throw new IllegalArgumentException("policy grpc: " + ServiceConfigs.notThere(name));
    }
    if (provider instanceof PolicyLoadBalancerProvider) {
      throw new IllegalArgumentException("policy grpc: " + name + " is not one of gRPC's own");
    }
    ConfigOrError parsed = provider.parseLoadBalancingPolicyConfig(config);
    if (parsed.getError() != null) {
      throw new IllegalArgumentException(
          "policy grpc: " + name + ": " + parsed.getError().getDescription());
    }
    return new GrpcPolicy(provider, parsed.getConfig(), name.equals(WEIGHTED_ROUND_ROBIN));
  }
}
