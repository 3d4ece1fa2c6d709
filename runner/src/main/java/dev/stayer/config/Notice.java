package dev.stayer.config;

import java.util.List;

/** A command to tell somebody; it gets the status as JSON on its input. {@code on} holds the states that call it. */
public record Notice(List<String> on, String command) {}
