package io.plumbline.balancing;

import java.util.random.RandomGenerator;

/**
 * What a policy is given to work with at one client.
 *
 * @param endpoints all that the client has, in its order; their number never changes
 * @param random for whatever the policy leaves to chance
 * @param clock by which it counts time
 * @param prober by which it asks
 */
public record Client(Endpoints endpoints, RandomGenerator random, NanoClock clock, Prober prober) {}
