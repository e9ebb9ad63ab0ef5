/**
 * Offers load and records what came of it: workload, arrivals, tensors, targets, driver, recorder
 * and the verdict on a run. Touches no files and prints nothing.
 */
@NullMarked
package io.plumbline.loadgen;

import org.jspecify.annotations.NullMarked;
