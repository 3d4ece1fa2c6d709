/** Identifiers, states and the small ports through which lower packages call upwards. */
@NullMarked
package dev.stayer.core;

import org.jspecify.annotations.NullMarked;
