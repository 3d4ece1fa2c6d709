/** The tool by which an agent loads a skill. */
@NullMarked
package dev.stayer.tool.skill;

import org.jspecify.annotations.NullMarked;
