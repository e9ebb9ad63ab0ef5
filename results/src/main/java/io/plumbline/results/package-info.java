/** What is said of a measurement once it is made: file formats, verdicts, comparison, report. */
@NullMarked
package io.plumbline.results;

import org.jspecify.annotations.NullMarked;
