/** Agents at work: one turn after another, each committed, none lost. */
@NullMarked
package dev.stayer.agent;

import org.jspecify.annotations.NullMarked;
