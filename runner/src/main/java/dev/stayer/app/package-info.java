/** Wires everything; the only package that sees all. */
@NullMarked
package dev.stayer.app;

import org.jspecify.annotations.NullMarked;
