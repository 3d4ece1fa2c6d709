/** What tasks act with: processes, files. */
@NullMarked
package dev.stayer.tool;

import org.jspecify.annotations.NullMarked;
