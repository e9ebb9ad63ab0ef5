/** Says what changed between two sides of measurements, and how sure that is. */
@NullMarked
package io.plumbline.results.comparison;

import org.jspecify.annotations.NullMarked;
