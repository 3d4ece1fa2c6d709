/** What a command task does: its environment and place, the jail it may need, the outputs it hands over. */
@NullMarked
package dev.stayer.command;

import org.jspecify.annotations.NullMarked;
