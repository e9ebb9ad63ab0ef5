package io.plumbline.balancing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The endpoints that may be chosen among, in the client's order; one may occur more than once. */
public final class Endpoints {
  private final Endpoint[] endpoints;

  /** Takes the array over: it must not change afterwards. */
  Endpoints(Endpoint[] endpoints) {
    if (endpoints.length == 0) {
      throw new IllegalArgumentException("there must be at least one endpoint");
    }
    this.endpoints = endpoints;
  }

  /**
   * Returns these endpoints.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Endpoints of(List<Endpoint> endpoints) {
    return new Endpoints(endpoints.toArray(Endpoint[]::new));
  }

  /**
   * Returns these endpoints; the array is copied.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static Endpoints of(Endpoint... endpoints) {
    return new Endpoints(endpoints.clone());
  }

  public int size() {
    return endpoints.length;
  }

  public Endpoint get(int position) {
    return endpoints[position];
  }

  /** Whether these are the same ones, in the same order. */
  boolean areSame(@Nullable Endpoints others) {
    if (this == others) {
      return true;
    }
    if (others == null || others.endpoints.length != endpoints.length) {
      return false;
    }
    for (int i = 0; i < endpoints.length; i++) {
      if (endpoints[i] != others.endpoints[i]) {
        return false;
      }
    }
    return true;
  }

  /** Numbers the names, from 0; returns the number of each endpoint's name, by its index. */
  int[] namesByIndex() {
    Map<String, Integer> names = new HashMap<>();
    int[] byIndex = new int[endpoints.length];
    for (Endpoint endpoint : endpoints) {
      byIndex[endpoint.index()] = names.computeIfAbsent(endpoint.name(), name -> names.size());
    }
    return byIndex;
  }

  public boolean contains(Endpoint endpoint) {
    for (Endpoint one : endpoints) {
      if (one == endpoint) {
        return true;
      }
    }
    return false;
  }
}
