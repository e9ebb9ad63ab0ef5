package io.plumbline.balancing.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolver.ConfigOrError;
import io.grpc.NameResolver.Listener2;
import io.grpc.NameResolver.ResolutionResult;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A name whose addresses its test changes, for one channel. */
final class ChangingName extends NameResolverProvider implements AutoCloseable {
  private static final String SCHEME = "changing";

  private record Asked(NameResolver.Args args, Listener2 listener) {}

  private final CompletableFuture<Asked> asked = new CompletableFuture<>();

  ChangingName() {
    NameResolverRegistry.getDefaultRegistry().register(this);
  }

  static String target() {
    return SCHEME + ":///";
  }

  /** Tells the channel, which must have been used; returns what it makes of that. */
  Status tell(List<EquivalentAddressGroup> addresses) {
    return tell(addresses, null);
  }

  Status tell(List<EquivalentAddressGroup> addresses, @Nullable Map<String, ?> serviceConfig) {
    CompletableFuture<Status> made = new CompletableFuture<>();
    Asked by = get(asked);
    ResolutionResult.Builder result =
        ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(addresses));
    if (serviceConfig != null) {
      ConfigOrError parsed = by.args().getServiceConfigParser().parseServiceConfig(serviceConfig);
      result.setServiceConfig(parsed);
    }
    by.args()
        .getSynchronizationContext()
        .execute(() -> made.complete(by.listener().onResult2(result.build())));
    return get(made);
  }

  /** Tells it that the name cannot be looked up. */
  void fail(Status why) {
    Asked by = get(asked);
    CompletableFuture<Status> made = new CompletableFuture<>();
    by.args()
        .getSynchronizationContext()
        .execute(
            () ->
                made.complete(
                    by.listener()
                        .onResult2(
                            ResolutionResult.newBuilder()
                                .setAddressesOrError(StatusOr.fromStatus(why))
                                .build())));
    get(made);
  }

  private static <T> T get(CompletableFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!SCHEME.equals(target.getScheme())) {
      return null;
    }
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return SCHEME;
      }

      @Override
      public void start(Listener2 listener) {
        asked.complete(new Asked(args, listener));
      }

      @Override
      public void shutdown() {}
    };
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return 1;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  public void close() {
    NameResolverRegistry.getDefaultRegistry().deregister(this);
  }
}
