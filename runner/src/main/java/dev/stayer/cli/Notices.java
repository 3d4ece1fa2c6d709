package dev.stayer.cli;

import dev.stayer.store.Workspace;

/** What a new owner found and has put right, told on stderr before anything else. */
final class Notices {
    private Notices() {}

    static void print(Engines.Owner owner, Workspace workspace) {
        if (owner.interrupted() > 0) {
            System.err.println("stayer: the last process ended without warning; " + owner.interrupted()
                    + (owner.interrupted() == 1 ? " task was" : " tasks were") + " in flight");
        }
        LaterSections.of(workspace).forEach(line -> System.err.println("stayer: " + line));
        owner.endedLeftOvers().forEach(line -> System.err.println("stayer: ended what it left running: " + line));
        owner.movedAside()
                .forEach(path -> System.err.println(
                        "stayer: a mirror was edited by hand; your text is kept in " + workspace.show(path)));
    }
}
