package io.plumbline.balancing.grpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.StatusOr;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code plumbline-targets:///} to the addresses that the channel was built with. gRPC
 * finds it by itself.
 */
public final class TargetsResolverProvider extends NameResolverProvider {
  static final String SCHEME = "plumbline-targets";

  /** The servers, in their order. */
  static final NameResolver.Args.Key<List<EquivalentAddressGroup>> ADDRESSES =
      NameResolver.Args.Key.create("plumbline-addresses");

  /** For {@link java.util.ServiceLoader}. */
  public TargetsResolverProvider() {}

  @Override
  protected boolean isAvailable() {
    return true;
  }

  /** Below that of dns, 5: the highest one is asked about targets without a scheme. */
  @Override
  protected int priority() {
    return 4;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
    if (!SCHEME.equals(target.getScheme())) {
      return null;
    }
    List<EquivalentAddressGroup> addresses = args.getArg(ADDRESSES);
    if (addresses == null) {
      throw new IllegalArgumentException(target + " is only for channels of BalancedTargets");
    }
    return new NameResolver() {
      @Override
      public String getServiceAuthority() {
        return SCHEME;
      }

      @Override
      public void start(Listener2 listener) {
        listener.onResult2(
            ResolutionResult.newBuilder()
                .setAddressesOrError(StatusOr.fromValue(addresses))
                .build());
      }

      @Override
      public void shutdown() {}
    };
  }
}
