/**
 * What simulations of client-side load balancing say: figures, scores, and which policy is better.
 */
@org.jspecify.annotations.NullMarked
package io.plumbline.results.simulation;
