package io.plumbline.balancing.grpc;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.EquivalentAddressGroup;
import io.grpc.Grpc;
import io.grpc.LoadBalancerProvider;
import io.grpc.LoadBalancerRegistry;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.NameResolver.ConfigOrError;
import io.plumbline.balancing.Call;
import io.plumbline.loadgen.CallRouting;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;

/**
 * Several servers and the policy by which every channel chooses among them, one of ours or one of
 * gRPC's own. Thread-safe.
 */
public final class BalancedTargets implements CallRouting {
  private static final String GRPCS_OWN = "grpc:";

  private final Map<SocketAddress, String> names = new LinkedHashMap<>();
  private final Map<SocketAddress, LongAdder> sent = new LinkedHashMap<>();
  private final Written written;
  private final SplittableRandom seeds;

  /** A policy in the form that service configs have. */
  private record Written(String name, Map<String, ?> config) {}

  private BalancedTargets(List<InetSocketAddress> servers, Written written, long seed) {
    this.written = written;
    this.seeds = new SplittableRandom(seed);
    for (InetSocketAddress server : servers) {
      String host = server.getHostString();
      String name = (host.contains(":") ? "[" + host + "]" : host) + ":" + server.getPort();
      if (server.isUnresolved()) {
        throw new IllegalArgumentException("unknown host: " + name);
      }
      String other = names.putIfAbsent(server, name);
      if (other != null) {
        throw new IllegalArgumentException(
            "a server can be a target once: " + other + " and " + name + " are the same");
      }
      sent.put(server, new LongAdder());
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one target");
    }
  }

  /**
   * Returns these servers under this policy.
   *
   * @param balance a policy as {@link io.plumbline.balancing.Policies#create} takes it; or, in the
   *     same form, {@code grpc:} and the name of one of gRPC's own, whose settings are those of
   *     service configs
   * @param seed gives every channel its own stream of random numbers; gRPC's own policies have
   *     theirs, which nobody can seed
   * @throws IllegalArgumentException if a server is named twice or unknown, or the policy is
   *     unknown, wrong, or not for real servers
   */
  public static BalancedTargets of(List<InetSocketAddress> servers, Object balance, long seed) {
    return new BalancedTargets(servers, written(balance), seed);
  }

  /**
   * Checks a policy without servers.
   *
   * @throws IllegalArgumentException as {@link #of} does
   */
  public static void requirePolicy(Object balance) {
    written(balance);
  }

  private static Written written(Object balance) {
    if (balance instanceof String name && name.startsWith(GRPCS_OWN)) {
      return grpcs(name, Map.of());
    }
    if (balance instanceof Map<?, ?> map
        && map.size() == 1
        && map.keySet().iterator().next() instanceof String name
        && name.startsWith(GRPCS_OWN)) {
      Object config = map.values().iterator().next();
      return grpcs(name, config == null ? Map.of() : config);
    }
    PolicyLoadBalancerProvider.real(balance);
    return new Written(
        PolicyLoadBalancerProvider.NAME,
        Map.of(PolicyLoadBalancerProvider.POLICY, ServiceConfigs.value(balance)));
  }

  private static Written grpcs(String prefixed, Object config) {
    String name = prefixed.substring(GRPCS_OWN.length());
    LoadBalancerProvider provider = LoadBalancerRegistry.getDefaultRegistry().getProvider(name);
    if (provider == null) {
      throw new IllegalArgumentException(ServiceConfigs.notThere(name));
    }
    if (!(ServiceConfigs.value(config) instanceof Map<?, ?> values)) {
      throw new IllegalArgumentException(
          "the settings of " + prefixed + " must be names and values: " + config);
    }
    Map<String, Object> settings = new LinkedHashMap<>();
    values.forEach((key, value) -> settings.put(String.valueOf(key), value));
    ConfigOrError parsed = provider.parseLoadBalancingPolicyConfig(settings);
    if (parsed.getError() != null) {
      throw new IllegalArgumentException(
          prefixed + ": " + parsed.getError().getDescription() + ": " + config);
    }
    return new Written(name, settings);
  }

  @Override
  public String target() {
    return TargetsResolverProvider.SCHEME + ":///";
  }

  @Override
  public void prepare(ManagedChannelBuilder<?> channel) {
    List<EquivalentAddressGroup> addresses = new ArrayList<>();
    names.keySet().forEach(address -> addresses.add(new EquivalentAddressGroup(address)));
    Map<String, Object> config = new LinkedHashMap<>(written.config());
    channel.setNameResolverArg(TargetsResolverProvider.ADDRESSES, List.copyOf(addresses));
    // gRPC calls the last one first: what is counted are the calls that were asked for.
    if (written.name().equals(PolicyLoadBalancerProvider.NAME)) {
      config.put(PolicyLoadBalancerProvider.SEED, nextSeed());
      channel.intercept(new RememberingInterceptor(), new Counting());
    } else {
      channel.intercept(new Counting());
    }
    channel.disableServiceConfigLookUp();
    channel.defaultServiceConfig(
        Map.of("loadBalancingConfig", List.of(Map.of(written.name(), config))));
  }

  private synchronized String nextSeed() {
    return Long.toString(seeds.nextLong());
  }

  @Override
  public CallOptions tell(CallOptions call, int tier, long sloNanos, String model) {
    return call.withOption(CallKeys.CALL, new Call(tier, System.nanoTime() + sloNanos, model));
  }

  /**
   * How many requests have gone to each server so far, by its name and in their order; a retried
   * one counts again. Probes are none.
   */
  public Map<String, Long> sentByTarget() {
    Map<String, Long> counts = new LinkedHashMap<>();
    names.forEach(
        (address, name) -> {
          LongAdder count = sent.get(address);
          counts.put(name, count == null ? 0 : count.sum());
        });
    return counts;
  }

  /** Counts the requests that get as far as a connection, by whose it is. */
  private final class Counting implements ClientInterceptor {
    private final ClientStreamTracer.Factory counting =
        new ClientStreamTracer.Factory() {
          @Override
          public ClientStreamTracer newClientStreamTracer(
              ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
              @Override
              public void streamCreated(Attributes transport, Metadata sentHeaders) {
                LongAdder count = sent.get(transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
                if (count != null) {
                  count.increment();
                }
              }
            };
          }
        };

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
        MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
      return next.newCall(method, options.withStreamTracerFactory(counting));
    }
  }
}
