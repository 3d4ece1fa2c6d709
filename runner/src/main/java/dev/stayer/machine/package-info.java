/** Everything that decides a run: its tasks as data, what may happen to them, and what follows. No SQL, files, threads or clock. */
@NullMarked
package dev.stayer.machine;

import org.jspecify.annotations.NullMarked;
