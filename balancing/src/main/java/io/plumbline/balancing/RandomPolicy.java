package io.plumbline.balancing;

/** Any endpoint, each as likely as the other. */
record RandomPolicy() implements Policy {
  @Override
  public Balancer balancer(Client client) {
    return (call, among) -> () -> among.get(client.random().nextInt(among.size()));
  }
}
