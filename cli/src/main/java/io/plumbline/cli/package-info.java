/** The command line: parses arguments, prints, and exits; nothing else does. */
@NullMarked
package io.plumbline.cli;

import org.jspecify.annotations.NullMarked;
