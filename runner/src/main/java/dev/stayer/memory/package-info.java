/** What was learnt: facts, their rendering in MEMORY.md, and the brief that every task starts with. */
@NullMarked
package dev.stayer.memory;

import org.jspecify.annotations.NullMarked;
