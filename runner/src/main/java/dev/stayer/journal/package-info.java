/** The append-only record of everything that happened, and the rows that decide; the only writer of history. */
@NullMarked
package dev.stayer.journal;

import org.jspecify.annotations.NullMarked;
