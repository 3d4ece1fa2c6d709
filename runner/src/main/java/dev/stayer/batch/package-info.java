/** The engine: the job over the task tree, the step of one task, recovery, ownership. */
@NullMarked
package dev.stayer.batch;

import org.jspecify.annotations.NullMarked;
