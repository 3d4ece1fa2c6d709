package dev.stayer.config;

import java.util.List;

/** Folders outside of the workspace that jailed work may read, or also write; absolute, or relative to the workspace. */
public record SandboxFolders(List<String> read, List<String> write) {
    public static final SandboxFolders NONE = new SandboxFolders(List.of(), List.of());
}
