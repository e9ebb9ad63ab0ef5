/**
 * The reference scheduler: a priority- and deadline-aware gRPC server, and its queue disciplines.
 */
@NullMarked
package io.plumbline.scheduler;

import org.jspecify.annotations.NullMarked;
