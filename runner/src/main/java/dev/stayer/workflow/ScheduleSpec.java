package dev.stayer.workflow;

/** One entry of {@code on.schedule}: a five-field cron expression, an IANA zone, and what to do with missed times (skip, once, all). */
public record ScheduleSpec(String cron, String zone, String missed) {}
