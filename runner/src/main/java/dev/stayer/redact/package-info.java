/** Keeps known secrets out of everything that is written. */
@NullMarked
package dev.stayer.redact;

import org.jspecify.annotations.NullMarked;
