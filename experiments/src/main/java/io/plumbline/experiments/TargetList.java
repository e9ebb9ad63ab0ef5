package io.plumbline.experiments;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.plumbline.balancing.grpc.BalancedTargets;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** What {@code --targets} and {@code --balance} say. */
final class TargetList {
  static final String DEFAULT_POLICY = "round-robin";

  private TargetList() {}

  /** The addresses, in their order; names are not looked up. */
  static List<HostPort> addresses(String targets) {
    return Arrays.stream(targets.split(",", -1))
        .map(String::strip)
        .map(target -> HostPort.parse(target, "targets"))
        .toList();
  }

  /** The policy as {@link BalancedTargets} takes it. */
  static Object policy(String balance) {
    // In YAML a colon without a space is part of a word, as in grpc:round_robin.
    Object written = Yaml.read("--balance", balance.getBytes(UTF_8), Object.class);
    try {
      BalancedTargets.requirePolicy(written);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--balance: " + e.getMessage(), e);
    }
    return written;
  }

  static BalancedTargets balanced(String targets, String balance, long seed) {
    List<InetSocketAddress> servers =
        addresses(targets).stream()
            .map(address -> new InetSocketAddress(address.host(), address.port()))
            .toList();
    try {
      return BalancedTargets.of(servers, policy(balance), seed);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--targets: " + e.getMessage(), e);
    }
  }

  /**
   * Tries to reach each of them.
   *
   * @throws UsageException naming the first that is not there
   */
  static void requireReachable(String targets, Duration timeout) {
    for (HostPort address : addresses(targets)) {
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(address.host(), address.port()), (int) timeout.toMillis());
      } catch (IOException e) {
        throw new UsageException(
            "target "
                + address
                + " is unreachable: "
                + e.getMessage()
                + "; is it running, and is --targets right?",
            e);
      }
    }
  }
}
