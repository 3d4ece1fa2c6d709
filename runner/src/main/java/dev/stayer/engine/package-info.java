/** The engine: takes in runs and requests, drives the machine of each run, commits what it decides, mends after a crash. */
@NullMarked
package dev.stayer.engine;

import org.jspecify.annotations.NullMarked;
