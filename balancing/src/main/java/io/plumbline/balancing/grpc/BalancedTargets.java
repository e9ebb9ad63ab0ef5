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
import io.grpc.Status;
import io.plumbline.balancing.Call;
import io.plumbline.balancing.Policy;
import io.plumbline.loadgen.CallRouting;
import io.plumbline.scheduler.LoadReports;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * Several servers and the policy by which every channel chooses among them, one of ours or one of
 * gRPC's own. Thread-safe.
 */
public final class BalancedTargets implements CallRouting {
  private static final String GRPCS_OWN = "grpc:";
  private static final String GRPCS_READING_REPORTS = "weighted_round_robin";

  private final Map<SocketAddress, String> names = new LinkedHashMap<>();
  private final Map<SocketAddress, LongAdder> sent = new LinkedHashMap<>();
  private final LongAdder answered = new LongAdder();
  private final LongAdder reported = new LongAdder();
  private final ProbeCounts probes = new ProbeCounts();
  private final List<Connections> connections = new CopyOnWriteArrayList<>();
  private final Written written;
  private final SplittableRandom seeds;

  /** gRPC's own that connect to all servers, and not to some of them when they need one. */
  private static final Set<String> GRPCS_CONNECTING_TO_ALL =
      Set.of("round_robin", GRPCS_READING_REPORTS, "least_request_experimental");

  /** A policy in the form that service configs have, and what servers have to do for it. */
  private record Written(
      String name, Map<String, ?> config, Set<Policy.Need> needs, boolean connectsToAll) {}

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
    Set<Policy.Need> needs = PolicyLoadBalancerProvider.real(balance).needs();
    return new Written(
        PolicyLoadBalancerProvider.NAME,
        Map.of(PolicyLoadBalancerProvider.POLICY, ServiceConfigs.value(balance)),
        needs,
        true);
  }

  private static Written grpcs(String prefixed, Object config) {
    String name = prefixed.substring(GRPCS_OWN.length());
    LoadBalancerProvider provider = LoadBalancerRegistry.getDefaultRegistry().getProvider(name);
    if (provider == null) {
      throw new IllegalArgumentException(ServiceConfigs.notThere(name));
    }
    if (provider instanceof PolicyLoadBalancerProvider) {
      throw new IllegalArgumentException(prefixed + " is not one of gRPC's own");
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
    return new Written(
        name,
        settings,
        name.equals(GRPCS_READING_REPORTS) ? Set.of(Policy.Need.REPORTS) : Set.of(),
        GRPCS_CONNECTING_TO_ALL.contains(name));
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
      channel.intercept(new RememberingInterceptor(probes), new Counting());
    } else {
      channel.intercept(new Counting());
    }
    Connections connected = new Connections(names.keySet());
    connections.add(connected);
    channel.addTransportFilter(connected);
    channel.disableServiceConfigLookUp();
    channel.defaultServiceConfig(
        Map.of("loadBalancingConfig", List.of(Map.of(written.name(), config))));
  }

  @Override
  public void awaitConnected(long timeoutNanos) throws IOException, InterruptedException {
    if (!written.connectsToAll()) {
      return;
    }
    long giveUpAtNanos = System.nanoTime() + timeoutNanos;
    for (Connections channel : connections) {
      Optional<SocketAddress> missing = channel.await(giveUpAtNanos);
      if (missing.isPresent()) {
        throw new IOException(
            "scheduler "
                + names.get(missing.get())
                + " is unreachable: not every channel got a connection to it within "
                + timeoutNanos / 1_000_000
                + " ms");
      }
    }
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

  /**
   * What the policy chooses by, as far as it came.
   *
   * @param needs what it does not work without
   * @param answered requests that were answered well, and {@code reported} of these with a load
   * @param probesAnswered likewise of probes, and {@code probesReported} of these with a load
   */
  public record News(
      Set<Policy.Need> needs,
      long answered,
      long reported,
      long probesAnswered,
      long probesReported) {
    public News {
      needs = Set.copyOf(needs);
    }

    /** Whether the policy has to be told anything at all. */
    public boolean isNeeded() {
      return needs.contains(Policy.Need.REPORTS) || needs.contains(Policy.Need.PROBES);
    }

    /**
     * What the policy needs and never got, with the remedy, if anything was answered: it has chosen
     * by something else then, mostly by chance, and the run is not one of this policy.
     */
    public Optional<String> missing() {
      if (answered == 0) {
        return Optional.empty();
      }
      boolean probing = needs.contains(Policy.Need.PROBES);
      if (probing && probesAnswered == 0) {
        return Optional.of(
            "the policy needs probes, and no probe was answered: the targets must serve"
                + " plumbline.SchedulerStatsService/GetStats, as `serve --load-reports` does");
      }
      if (needs.contains(Policy.Need.REPORTS)
          && (probing ? probesReported : reported + probesReported) == 0) {
        return Optional.of(
            "the policy needs load reports, and none came with "
                + (probing ? probesAnswered + " answered probes" : answered + " answers")
                + ": start the targets with `serve --load-reports`");
      }
      return Optional.empty();
    }
  }

  /** What has come so far, from all servers on all channels. */
  public News news() {
    return new News(
        written.needs(), answered.sum(), reported.sum(), probes.answered(), probes.reported());
  }

  /** Counts the requests that get as far as a connection, by whose it is, and their answers. */
  private final class Counting implements ClientInterceptor {
    private final ClientStreamTracer.Factory counting =
        new ClientStreamTracer.Factory() {
          @Override
          public ClientStreamTracer newClientStreamTracer(
              ClientStreamTracer.StreamInfo info, Metadata headers) {
            return new ClientStreamTracer() {
              private volatile boolean told;

              @Override
              public void streamCreated(Attributes transport, Metadata sentHeaders) {
                LongAdder count = sent.get(transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
                if (count != null) {
                  count.increment();
                }
              }

              @Override
              public void inboundTrailers(Metadata trailers) {
                told = trailers.containsKey(LoadReports.TRAILER);
              }

              @Override
              public void streamClosed(Status status) {
                if (status.isOk()) {
                  answered.increment();
                  if (told) {
                    reported.increment();
                  }
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
