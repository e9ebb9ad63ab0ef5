package io.plumbline.balancing;

/** Always the first. */
record PickFirst() implements Policy {
  @Override
  public Balancer balancer(Client client) {
    return (call, among) -> () -> among.get(0);
  }
}
