/** The tool with which a model runs commands. */
@NullMarked
package dev.stayer.tool.shell;

import org.jspecify.annotations.NullMarked;
