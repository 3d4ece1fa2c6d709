/** The full-text index over everything that was learnt and done, and its ranking. */
@NullMarked
package dev.stayer.search;

import org.jspecify.annotations.NullMarked;
