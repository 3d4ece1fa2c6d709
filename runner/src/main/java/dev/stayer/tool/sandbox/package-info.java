/** The jail: what work that a model chose may read, write and use up, and how that is held. */
@NullMarked
package dev.stayer.tool.sandbox;

import org.jspecify.annotations.NullMarked;
