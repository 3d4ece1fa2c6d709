/** Mining: what was done the same way again and again becomes a skill, by evidence. Deterministic; time has no part in it. */
@NullMarked
package dev.stayer.distill;

import org.jspecify.annotations.NullMarked;
