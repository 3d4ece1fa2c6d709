package dev.stayer.tool.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.tool.process.Commands;
import dev.stayer.tool.sandbox.JailedCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real repositories, and what somebody else may have written into them. */
class GitTest {
    private static final String IDENTITY =
            "export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b\n";
    /** A repository in which old.txt became new.txt, and sub/old.txt became sub/new.txt. */
    private static final String MAKE = IDENTITY + """
            git init -q -b main $FORMAT repo; cd repo; mkdir sub
            seq 1 60 > old.txt; seq 100 160 > sub/old.txt; git add .; git commit -qm one
            git mv old.txt new.txt; git mv sub/old.txt sub/new.txt; git commit -qm two
            """;
    /** Gives the newest commit a signature that git would have a program look at. */
    private static final String SIGN = """
            git cat-file commit HEAD | awk '{print} /^committer/{print "gpgsig -----BEGIN PGP SIGNATURE-----\\n \\n iQ==\\n -----END PGP SIGNATURE-----"}' > ../signed
            git update-ref refs/heads/main $(git hash-object -t commit -w ../signed)
            """;

    @TempDir
    private Path given;

    private Path folder;
    private Commands commands;
    private JailedCommands jailed;

    @BeforeEach
    void open() throws IOException {
        folder = given.toRealPath();
        commands = new Commands(UUID.randomUUID().toString());
        jailed = new JailedCommands(commands, System.getenv());
    }

    @AfterEach
    void close() {
        commands.close();
    }

    private String free(String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("/bin/bash", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
        builder.environment().putAll(Map.of("HOME", folder.toString(), "EVIL", evil().toString()));
        builder.environment().putIfAbsent("FORMAT", "");
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return Files.readString(folder.resolve("said"));
    }

    private Path evil() throws IOException {
        Path evil = folder.resolve("evil");
        if (!Files.exists(evil)) {
            Files.writeString(evil, "#!/bin/sh\ntouch " + folder + "/ran\nexit 1\n");
            assertThat(evil.toFile().setExecutable(true)).isTrue();
        }
        return evil;
    }

    private GitRenames renames(Path root) {
        return new GitRenames(new Git(jailed, root, true), root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "git pack-refs --all; git gc -q",
                "git checkout -q --detach",
                "git checkout -qb a/b; git pack-refs --all",
                "git branch 'x y' 2>/dev/null; echo 1 > '.git/some thing'"
            })
    void renames_are_known_from_every_usual_repository(String more) throws Exception {
        free(MAKE + more);

        assertThat(renames(folder.resolve("repo")).now("old.txt")).contains("new.txt");
        assertThat(renames(folder.resolve("repo/sub")).now("old.txt")).contains("new.txt");
        assertThat(renames(folder.resolve("repo")).now("none.txt")).isEmpty();
    }

    @Test
    void renames_are_known_in_linked_work_trees_submodules_shallow_clones_and_with_longer_names() throws Exception {
        free(MAKE + """
                git worktree add -q ../linked; cd ..
                git clone -q --depth 2 file://$PWD/repo shallow
                git init -q super; git -C super -c protocol.file.allow=always submodule --quiet add $PWD/repo part
                """);
        free("mkdir long; cd long; " + MAKE.replace("$FORMAT", "--object-format=sha256"));

        for (String name : List.of("linked", "shallow", "super/part", "long/repo")) {
            assertThat(renames(folder.resolve(name)).now("old.txt")).as(name).contains("new.txt");
        }
        assertThat(new Git(jailed, folder.resolve("repo"), false).log("-1"))
                .as("without a sandbox")
                .isPresent();
    }

    @Test
    void a_folder_without_a_repository_and_one_that_lies_about_where_it_is_have_no_history() throws Exception {
        free(MAKE + "cd ..; mkdir none liar link worktree; echo \"gitdir: $PWD/repo/.git\" > liar/.git;"
                + " ln -s ../repo/.git link/.git; mkdir -p x/worktrees/y; cp -r repo/.git/* x/; cp repo/.git/HEAD x/worktrees/y/;"
                + " echo \"gitdir: $PWD/x/worktrees/y\" > worktree/.git; echo elsewhere > x/worktrees/y/gitdir");

        for (String name : List.of("none", "liar", "link", "worktree")) {
            assertThat(new Git(jailed, folder.resolve(name), true).log("-1"))
                    .as(name)
                    .isEmpty();
        }
    }

    /** Each is first seen to work on a plain {@code git log}. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "git config log.showSignature true; git config gpg.program $EVIL",
                "git config log.showSignature true; git config gpg.openpgp.program $EVIL",
                "git config log.showSignature true; printf '[gpg]\\n\\tprogram = %s\\n' $EVIL > x; git config include.path ../x",
                "git config log.showSignature true; printf '[gpg]\\n\\tprogram = %s\\n' $EVIL > x; git config includeIf.gitdir:**.path $PWD/x",
                "git config log.showSignature true; git config extensions.worktreeConfig true; printf '[gpg]\\n\\tprogram = %s\\n' $EVIL > .git/config.worktree",
                "printf '[log]\\n\\tshowSignature = true\\n[gpg]\\n\\tprogram = %s\\n' $EVIL > ~/.gitconfig",
                "mkdir c; cp -r .git/* c/; printf '[log]\\n\\tshowSignature = true\\n[gpg]\\n\\tprogram = %s\\n' $EVIL >> c/config; echo $PWD/c > .git/commondir",
                "git config log.format '%(trailers)%G?'; git config format.pretty '%G?'; git config gpg.program $EVIL",
                "git config diff.external $EVIL; git config log.diffMerges on; git config alias.log '!true'; git config log.showSignature true; git config gpg.program $EVIL",
                "git config extensions.partialClone o; git config remote.o.promisor true; git config remote.o.url \"ext::$EVIL\";"
                        + " git config protocol.ext.allow always; rm -rf .git/objects/$(git rev-parse HEAD^{tree} | cut -c 1-2)",
            })
    void nothing_that_a_repository_says_is_run(String plant) throws Exception {
        free(MAKE + SIGN + plant);
        free("cd repo; git log -5 -M --name-status");
        assertThat(folder.resolve("ran")).as("a plain git log runs it").exists();
        Files.delete(folder.resolve("ran"));

        renames(folder.resolve("repo")).now("old.txt");
        new Git(jailed, folder.resolve("repo"), true).log("-5");
        new Git(jailed, folder.resolve("repo"), false).log("-5");
        assertThat(folder.resolve("ran")).doesNotExist();
    }

    @Test
    void a_head_that_leads_out_is_no_commit_and_nothing_is_written() throws Exception {
        free(MAKE + "cd ..; cp -r repo out; printf 'ref: refs/heads/../../../secret' > out/.git/HEAD; echo x > secret");

        assertThat(new Git(jailed, folder.resolve("out"), true).log("-1")).isEmpty();
        String before = free("cd repo; find . -type f | sort | xargs sha256sum; find . | sort");
        assertThat(renames(folder.resolve("repo")).now("old.txt")).contains("new.txt");
        assertThat(free("cd repo; find . -type f | sort | xargs sha256sum; find . | sort"))
                .isEqualTo(before);
    }
}
