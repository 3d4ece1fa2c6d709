/** Files in folders where others write too: opened by handles, never through links, and never waited for without end. */
@NullMarked
package dev.stayer.files;

import org.jspecify.annotations.NullMarked;
