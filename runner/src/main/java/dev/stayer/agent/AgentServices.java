package dev.stayer.agent;

import dev.stayer.checkpoint.CheckpointWriter;
import dev.stayer.journal.Journal;
import dev.stayer.memory.Facts;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Workspace;
import java.time.InstantSource;

/**
 * What all agents of an owner share.
 *
 * @param database fenced: every transaction checks that this process still owns the workspace
 */
public record AgentServices(
        Workspace workspace,
        Database database,
        Journal journal,
        Facts facts,
        Redactor redactor,
        InstantSource clock,
        CheckpointWriter writer,
        Budgets budgets) {}
