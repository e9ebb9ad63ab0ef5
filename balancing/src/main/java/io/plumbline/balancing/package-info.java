/**
 * Which server gets the request: policies, what they see, and what they answer. Knows no gRPC, no
 * simulator, no clock and no randomness of its own; drivers in other packages bring those.
 */
@NullMarked
package io.plumbline.balancing;

import org.jspecify.annotations.NullMarked;
