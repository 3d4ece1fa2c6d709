/** The tool by which an agent splits its task. */
@NullMarked
package dev.stayer.tool.task;

import org.jspecify.annotations.NullMarked;
