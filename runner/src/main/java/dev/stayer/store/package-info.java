/** Connections, migrations and transactions. */
@NullMarked
package dev.stayer.store;

import org.jspecify.annotations.NullMarked;
