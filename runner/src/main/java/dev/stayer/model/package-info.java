/** Asking a language model: one port, two protocols, and what can go wrong on the wire. */
@NullMarked
package dev.stayer.model;

import org.jspecify.annotations.NullMarked;
