/** Commands: started in sessions of their own, watched, captured, and ended with everything they left behind. */
@NullMarked
package dev.stayer.tool.process;

import org.jspecify.annotations.NullMarked;
