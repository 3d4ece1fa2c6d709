/** The expression language of {@code ${{ }}}: parsing with places, evaluation over a scope, no side effects. */
@NullMarked
package dev.stayer.workflow.expr;

import org.jspecify.annotations.NullMarked;
