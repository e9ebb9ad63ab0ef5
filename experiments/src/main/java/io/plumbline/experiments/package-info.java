/**
 * What runs things: settings, child processes, environment and git, and measurements turned into
 * documents.
 */
@NullMarked
package io.plumbline.experiments;

import org.jspecify.annotations.NullMarked;
