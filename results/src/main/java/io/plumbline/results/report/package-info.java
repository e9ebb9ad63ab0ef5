/** Shows measurements and what changed between them, for people to read. */
@NullMarked
package io.plumbline.results.report;

import org.jspecify.annotations.NullMarked;
