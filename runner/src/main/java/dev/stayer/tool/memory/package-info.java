/** Tools that keep and find what was learnt. */
@NullMarked
package dev.stayer.tool.memory;

import org.jspecify.annotations.NullMarked;
