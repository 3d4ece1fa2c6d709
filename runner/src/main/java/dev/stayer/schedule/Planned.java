package dev.stayer.schedule;

import dev.stayer.workflow.LoadedWorkflow;

/** A schedule with what it starts. */
public record Planned(Schedule schedule, LoadedWorkflow workflow) {}
