/** When scheduled work is due: cron in time zones, missed times, and the thread that waits for the next. */
@NullMarked
package dev.stayer.schedule;

import org.jspecify.annotations.NullMarked;
