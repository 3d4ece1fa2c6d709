/** Consolidation of project memory: rules decided in code, proposals of a model that are checked, and the report of both. */
@NullMarked
package dev.stayer.dream;

import org.jspecify.annotations.NullMarked;
