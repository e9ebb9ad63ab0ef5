package io.plumbline.balancing;

/** For policies that wait for nothing: all is done, and told, at the first poll. */
abstract class OnePollBalancer implements Balancer {
  @Override
  public final Picker take(Call call, Endpoints among) {
    return () -> pick(call, among);
  }

  abstract Endpoint pick(Call call, Endpoints among);
}
