/** The commands; Launcher answers help and read-only commands without Spring. */
@NullMarked
package dev.stayer.cli;

import org.jspecify.annotations.NullMarked;
