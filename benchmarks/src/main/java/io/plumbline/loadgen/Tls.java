package io.plumbline.loadgen;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What protects a connection.
 *
 * <p>The key and the self-signed certificate for {@code localhost} are public, in this module's
 * resources, and good for measuring only.
 */
public enum Tls {
  PLAINTEXT,
  /** netty-tcnative. */
  BORINGSSL,
  /** The JDK's own. */
  JDK;

  /** What a server presents; not for {@link #PLAINTEXT}. */
  SslContext serverContext() throws IOException {
    try (InputStream certificate = resource("localhost.crt");
        InputStream key = resource("localhost.key")) {
      return GrpcSslContexts.configure(SslContextBuilder.forServer(certificate, key), provider())
          .build();
    }
  }

  /** What a client trusts: that server and no other; not for {@link #PLAINTEXT}. */
  SslContext clientContext() throws IOException {
    try (InputStream certificate = resource("localhost.crt")) {
      return GrpcSslContexts.configure(
              SslContextBuilder.forClient().trustManager(certificate), provider())
          .build();
    }
  }

  /** Why this machine does not have it; empty if it does. */
  Optional<String> whyNot() {
    return this != BORINGSSL || OpenSsl.isAvailable()
        ? Optional.empty()
        : Optional.of("netty-tcnative does not load: " + OpenSsl.unavailabilityCause());
  }

  private SslProvider provider() {
    return switch (this) {
      case BORINGSSL -> SslProvider.OPENSSL;
      case JDK -> SslProvider.JDK;
      case PLAINTEXT -> throw new IllegalStateException("plaintext has no certificates");
    };
  }

  private static InputStream resource(String name) throws FileNotFoundException {
    InputStream stream = Tls.class.getResourceAsStream(name);
    if (stream == null) {
      throw new FileNotFoundException("not beside " + Tls.class.getName() + ": " + name);
    }
    return stream;
  }
}
