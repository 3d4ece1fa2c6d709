package dev.stayer.dream;

import dev.stayer.memory.Facts;
import dev.stayer.memory.MemoryFiles;
import dev.stayer.model.NamedModel;
import dev.stayer.redact.Redactor;
import dev.stayer.store.Database;
import dev.stayer.store.Workspace;
import java.time.InstantSource;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * What a dream works with.
 *
 * @param zone whose calendar words such as "yesterday" mean
 * @param model who proposes; null where nobody is named for it, and then code alone decides
 */
public record DreamServices(
        Workspace workspace,
        Database database,
        Facts facts,
        MemoryFiles files,
        Redactor redactor,
        InstantSource clock,
        ZoneId zone,
        WorkspaceEvidence.Renames renames,
        @Nullable NamedModel model) {}
