package dev.stayer.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.store.Part;
import dev.stayer.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What counts as one's own, by files alone; the ways through the front door are in ForeignWorkspaceIT. */
class StandingTest {
    @TempDir
    Path folder;

    private Map<String, String> environment;
    private Workspace workspace;
    private Residence residence;

    @BeforeEach
    void make() throws IOException {
        environment = Map.of("XDG_CONFIG_HOME", folder.resolve("config").toString());
        workspace = new Workspace(Files.createDirectories(folder.resolve("work")));
        residence = new Residence(workspace, environment);
    }

    private Standing standing() {
        return Standing.of(workspace, environment);
    }

    private void settings() throws IOException {
        Files.writeString(workspace.root().resolve("stayer.yaml"), "roles: {}\n");
    }

    private void reflog(String... acts) throws IOException {
        Path log =
                Files.createDirectories(workspace.root().resolve(".git/logs")).resolve("HEAD");
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < acts.length; i++) {
            text.append("%040d %040d N <n@x> %d +0000\t%s%n".formatted(i, i + 1, 1_000 + i, acts[i]));
        }
        Files.writeString(log, text);
        // An index that is not understood tracks everything.
        Files.writeString(workspace.root().resolve(".git/index"), "no index");
    }

    @Test
    void what_is_made_here_is_ones_own_and_stays_so_when_it_is_moved() throws IOException {
        settings();
        assertThat(standing().isOwn()).isTrue();
        residence.prepare(told -> {});
        assertThat(standing().isOwn()).isTrue();
        assertThat(residence.isNewcomer()).isFalse();
        Files.move(workspace.root(), folder.resolve("moved"));
        Workspace moved = new Workspace(folder.resolve("moved"));
        assertThat(Standing.of(moved, environment).isOwn()).isTrue();
        assertThat(new Residence(moved, environment).isNewcomer()).isFalse();
    }

    @Test
    void a_copy_is_ones_own_and_a_newcomer_once() throws IOException {
        residence.prepare(told -> {});
        Workspace copy = new Workspace(folder.resolve("copy"));
        copy(workspace.root(), copy.root());
        Residence there = new Residence(copy, environment);
        assertThat(Standing.of(copy, environment).isOwn()).isTrue();
        assertThat(there.isNewcomer()).isTrue();
        assertThat(residence.isNewcomer()).isFalse();
        there.settle();
        assertThat(there.isNewcomer()).isFalse();
        assertThat(residence.isNewcomer()).isFalse();
        assertThat(WorkspaceId.read(copy)).isNotEqualTo(WorkspaceId.read(workspace));
        assertThat(standing().isOwn()).isTrue();
    }

    @Test
    void for_another_configuration_it_is_foreign_until_trusted_and_again_after_that_is_taken_back() throws IOException {
        residence.prepare(told -> {});
        settings();
        Map<String, String> other =
                Map.of("XDG_CONFIG_HOME", folder.resolve("other").toString());
        assertThat(Standing.of(workspace, other).foreign()).containsOnly(Part.DATABASE, Part.SETTINGS);
        Residence theirs = new Residence(workspace, other);
        theirs.trust(told -> {});
        assertThat(Standing.of(workspace, other).isOwn()).isTrue();
        assertThat(theirs.isNewcomer()).isTrue();
        theirs.settle();
        assertThat(theirs.isNewcomer()).isFalse();
        theirs.revoke();
        assertThat(Standing.of(workspace, other).foreign()).contains(Part.DATABASE);
    }

    @Test
    void in_a_clone_what_git_tracks_is_foreign_until_trusted() throws IOException {
        settings();
        reflog("clone: from elsewhere");
        assertThat(standing().foreign()).containsOnly(Part.SETTINGS);
        residence.prepare(told -> {});
        assertThat(standing().foreign()).contains(Part.SETTINGS);
        residence.trust(told -> {});
        assertThat(standing().foreign()).doesNotContain(Part.SETTINGS);
    }

    @Test
    void ones_own_commits_never_ask_and_what_git_brings_does() throws IOException {
        settings();
        reflog("clone: from elsewhere");
        residence.trust(told -> {});
        // The index is not understood, so that nothing can be told by hashes, and only the reflog speaks.
        Trusted.Entry entry = new Trusted(environment)
                .find(WorkspaceId.read(workspace).orElseThrow())
                .orElseThrow();
        assertThat(new Trusted(environment)
                        .put(new Trusted.Entry(entry.id(), entry.path(), false, entry.mark(), Map.of())))
                .isTrue();
        for (String own : List.of("commit: mine", "commit (amend): mine")) {
            reflog("clone: from elsewhere", own);
            assertThat(standing().foreign()).as(own).doesNotContain(Part.SETTINGS);
        }
        for (String brought : List.of(
                "pull: Fast-forward",
                "merge x: Fast-forward",
                "checkout: moving from a to b",
                "reset: moving to x",
                "rebase (finish): x",
                "cherry-pick: x",
                "am: x",
                "commit (merge): x",
                "revert: x",
                "",
                "something new: commit: x")) {
            reflog("clone: from elsewhere", "commit: mine", brought, "commit: mine");
            assertThat(standing().foreign()).as(brought).contains(Part.SETTINGS);
        }
    }

    @Test
    void what_is_only_comments_or_made_without_a_clone_decides_nothing_of_others() throws IOException {
        Files.writeString(workspace.root().resolve("stayer.yaml"), "# nothing\n\n  # at all\n");
        reflog("clone: from elsewhere");
        assertThat(standing().isOwn()).isTrue();
        settings();
        reflog("commit (initial): mine", "pull: from others");
        assertThat(standing().isOwn()).isTrue();
    }

    @Test
    void links_pipes_and_lies_in_the_places_that_are_read_trust_nobody() throws IOException {
        residence.prepare(told -> {});
        Path id = WorkspaceId.file(workspace);
        Path elsewhere = folder.resolve("id");
        Files.move(id, elsewhere);
        Files.createSymbolicLink(id, elsewhere);
        assertThat(standing().foreign()).contains(Part.DATABASE);
        Files.delete(id);
        Files.writeString(id, "\"");
        assertThat(standing().foreign()).contains(Part.DATABASE);
        Files.writeString(new Trusted(environment).file(), "{\"id\":3}\nnot json\n[]\n");
        assertThat(standing().foreign()).isEqualTo(Set.of(Part.DATABASE));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
