/** stayer.yaml as typed records. */
@NullMarked
package dev.stayer.config;

import org.jspecify.annotations.NullMarked;
