/** Which folder is the workspace, whose it is, and what of it may run, send and decide for this user. */
@NullMarked
package dev.stayer.trust;

import org.jspecify.annotations.NullMarked;
