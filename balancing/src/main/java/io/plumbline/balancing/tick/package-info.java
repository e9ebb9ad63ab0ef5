/**
 * The notebook's model of servers, clients and the way between them, in ticks: its order of
 * operations, its sampling, its quirks and its figures, with clean figures beside them.
 */
@NullMarked
package io.plumbline.balancing.tick;

import org.jspecify.annotations.NullMarked;
