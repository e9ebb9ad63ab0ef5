/**
 * Clients and servers simulated in continuous time: the policies of {@code io.plumbline.balancing},
 * any law of services and ways, failures, classes, queue disciplines; checked against theory.
 */
@NullMarked
package io.plumbline.balancing.event;

import org.jspecify.annotations.NullMarked;
