/** Draws what a comparison and its documents say as one HTML file that needs nothing else. */
@NullMarked
package io.plumbline.results.report;

import org.jspecify.annotations.NullMarked;
