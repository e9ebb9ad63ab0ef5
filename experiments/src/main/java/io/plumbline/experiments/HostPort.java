package io.plumbline.experiments;

/** Where a scheduler listens. */
record HostPort(String host, int port) {

  /**
   * Reads {@code host:port}, {@code [ipv6]:port}, either with {@code http://} or {@code grpc://} in
   * front.
   *
   * @throws UsageException if it is neither
   */
  static HostPort parse(String url) {
    return parse(url, "scheduler-url");
  }

  /** The same for another flag. */
  static HostPort parse(String url, String flag) {
    String rest = url.replaceFirst("^(http|grpc)://", "").replaceFirst("/$", "");
    int colon = rest.lastIndexOf(':');
    boolean bareIpv6 = rest.indexOf(':') != colon && !rest.startsWith("[");
    boolean bracketEndsIt = rest.startsWith("[") && rest.endsWith("]");
    if (colon < 0 || bareIpv6 || bracketEndsIt) {
      throw new UsageException(
          "--" + flag + " must be host:port, such as 127.0.0.1:50051: \"" + url + "\"");
    }
    String host = rest.substring(0, colon).replaceAll("^\\[|]$", "");
    String port = rest.substring(colon + 1);
    if (host.isEmpty() || host.contains("/") || !port.matches("\\d{1,5}")) {
      throw new UsageException(
          "--" + flag + " must be host:port, such as 127.0.0.1:50051: \"" + url + "\"");
    }
    int number = Integer.parseInt(port);
    if (number < 1 || number > 65_535) {
      throw new UsageException("port of --" + flag + " must be 1 to 65535: " + number);
    }
    return new HostPort(host, number);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
