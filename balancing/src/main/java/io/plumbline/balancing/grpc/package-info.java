/**
 * Policies over real gRPC channels, by grpc-java's public API alone; and, the other way round,
 * grpc-java's own policies as ours, in whatever time a simulator has.
 *
 * <p>A channel is a client, its subchannels are the client's endpoints. Everything else is in
 * {@link io.plumbline.balancing.grpc.PolicyLoadBalancer} and {@link
 * io.plumbline.balancing.grpc.GrpcPolicy}.
 */
@NullMarked
package io.plumbline.balancing.grpc;

import org.jspecify.annotations.NullMarked;
