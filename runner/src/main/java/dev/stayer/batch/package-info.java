/** Spring Batch: the engine's executions as its jobs and steps. Nothing else knows Batch, and this knows nothing else. */
@NullMarked
package dev.stayer.batch;

import org.jspecify.annotations.NullMarked;
