/** Transcripts and notes of others, into the journal and the index. */
@NullMarked
package dev.stayer.importer;

import org.jspecify.annotations.NullMarked;
