/** What Stayer itself asks git. */
@NullMarked
package dev.stayer.tool.git;

import org.jspecify.annotations.NullMarked;
