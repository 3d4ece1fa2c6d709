/** The workflow format: strict reading with places, validation, expressions; it knows nothing of running. */
@NullMarked
package dev.stayer.workflow;

import org.jspecify.annotations.NullMarked;
