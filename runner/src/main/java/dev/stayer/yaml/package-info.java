/** Strict YAML: nodes that know their place, size and depth checked first, unknown keys answered with the nearest valid one. */
@NullMarked
package dev.stayer.yaml;

import org.jspecify.annotations.NullMarked;
