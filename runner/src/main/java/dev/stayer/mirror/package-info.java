/** Markdown files rendered from rows. */
@NullMarked
package dev.stayer.mirror;

import org.jspecify.annotations.NullMarked;
