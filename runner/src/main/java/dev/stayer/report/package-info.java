/** Console lines and reports: they render journal events and rows, they decide nothing. */
@NullMarked
package dev.stayer.report;

import org.jspecify.annotations.NullMarked;
