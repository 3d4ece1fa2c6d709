/** What an agent knows: context blocks and their budgets, the checkpoint writer, the rebuild. */
@NullMarked
package dev.stayer.checkpoint;

import org.jspecify.annotations.NullMarked;
