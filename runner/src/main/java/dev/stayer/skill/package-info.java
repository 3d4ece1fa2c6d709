/** Skills: reading SKILL.md files, the catalogue of a workspace, and what makes one portable. */
@NullMarked
package dev.stayer.skill;

import org.jspecify.annotations.NullMarked;
