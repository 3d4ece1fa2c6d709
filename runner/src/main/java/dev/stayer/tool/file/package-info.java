/** Tools that read, write and search files within what the task's jail allows; they run in this process. */
@NullMarked
package dev.stayer.tool.file;

import org.jspecify.annotations.NullMarked;
