/** The one owner of a workspace: its lock and lease, and the database that checks them in every transaction. */
@NullMarked
package dev.stayer.owner;

import org.jspecify.annotations.NullMarked;
