package dev.stayer.machine;

import java.util.Map;

/**
 * What expressions see and what does not change during a run.
 *
 * @param environment the process environment
 * @param secrets the declared ones, by name
 */
public record RunFacts(Map<String, String> environment, Map<String, String> secrets) {}
