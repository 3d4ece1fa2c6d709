package dev.stayer.tool.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.Share;
import dev.stayer.config.SandboxFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What jailed work leaves for the git of the person: each way is first seen to work without a jail, with real git, and then
 * not to work with one.
 */
class PersonsGitTest {
    /** Makes a program that tells when it runs, and a person's repository with one commit. */
    private static final String PERSON = """
            export GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b GIT_CONFIG_GLOBAL=/dev/null
            E=$PWD/evil.sh
            """;

    @TempDir
    private Path folder;

    private Cell cell;

    @BeforeEach
    void open() throws IOException {
        cell = new Cell(folder);
    }

    @AfterEach
    void close() {
        cell.close();
    }

    private static Arguments way(String name, String before, String work, String after) {
        return Arguments.of(name, before, work, after);
    }

    private static final String COMMIT = "git commit -q --allow-empty -m x";
    private static final String NESTED = "git init -q sub; (cd sub; echo 1 > x; git add x; git commit -qm s);";
    private static final String BARE = "git init -q --bare t; mkdir -p s; cp -r t/HEAD t/objects t/refs s/;";
    private static final String FSMONITOR =
            "printf '[core]\\n\\trepositoryformatversion = 0\\n\\tfsmonitor = %s\\n' $E";

    static Stream<Arguments> ways() {
        return Stream.of(
                way(
                        "a nested repository's fsmonitor",
                        "",
                        NESTED + "git -C sub config core.fsmonitor $E; git add sub",
                        "git status"),
                way("its hooks", "", NESTED + "cp $E sub/.git/hooks/pre-commit", "cd sub; " + COMMIT),
                way(
                        "its folder of hooks",
                        "",
                        NESTED + "mkdir sub/h; cp $E sub/h/pre-commit; git -C sub config core.hooksPath h",
                        "cd sub; " + COMMIT),
                way(
                        "its filter",
                        "",
                        NESTED + "echo '* filter=e' > sub/.gitattributes; git -C sub config filter.e.clean $E",
                        "cd sub; echo 2 > x; git add x"),
                way(
                        "its smudging",
                        "",
                        NESTED
                                + "echo '* filter=e' > sub/.gitattributes; git -C sub config filter.e.smudge $E; rm sub/x",
                        "cd sub; git checkout x"),
                way(
                        "its process of a filter",
                        "",
                        NESTED + "echo '* filter=e' > sub/.git/info/attributes; git -C sub config filter.e.process $E",
                        "cd sub; echo 2 > x; git add x"),
                way(
                        "its outer diff",
                        "",
                        NESTED + "git -C sub config diff.external $E; echo 2 > sub/x",
                        "cd sub; git diff"),
                way(
                        "its text of binaries",
                        "",
                        NESTED
                                + "echo '* diff=e' > sub/.git/info/attributes; git -C sub config diff.e.textconv $E; echo 2 > sub/x",
                        "cd sub; git diff"),
                way(
                        "its merge driver",
                        "",
                        NESTED
                                + "cd sub; echo '* merge=e' > .git/info/attributes; git config merge.e.driver \"$E %A\"; git checkout -qb o; echo 2 > x; git commit -qam 2; git checkout -q -; echo 3 > x; git commit -qam 3",
                        "cd sub; git merge o"),
                way("its alias", "", NESTED + "git -C sub config alias.st \"!$E\"", "cd sub; git st"),
                way("its editor", "", NESTED + "git -C sub config core.editor $E", "cd sub; git commit --allow-empty"),
                way(
                        "its editor of sequences",
                        "",
                        NESTED + "git -C sub config sequence.editor $E; cd sub; echo 2 > x; git commit -qam 2",
                        "cd sub; git rebase -i HEAD~1"),
                way(
                        "its way to a server",
                        "",
                        NESTED + "git -C sub config core.sshCommand $E; git -C sub remote add o ssh://h.invalid/x",
                        "cd sub; git fetch o"),
                way(
                        "its server's program",
                        "",
                        NESTED
                                + "git init -q --bare o; git -C sub config remote.o.url ../o; git -C sub config remote.o.uploadpack $E",
                        "cd sub; git fetch o"),
                way(
                        "its address that runs",
                        "",
                        NESTED
                                + "git -C sub config remote.o.url \"ext::$E\"; git -C sub config protocol.ext.allow always",
                        "cd sub; git fetch o"),
                way(
                        "its helper of credentials",
                        "",
                        NESTED + "git -C sub config credential.helper \"!$E\"",
                        "cd sub; printf 'protocol=https\\nhost=h\\n\\n' | GIT_TERMINAL_PROMPT=0 git credential fill"),
                way(
                        "its signer",
                        "",
                        NESTED + "git -C sub config commit.gpgSign true; git -C sub config gpg.program $E",
                        "cd sub; " + COMMIT),
                way(
                        "its signer by ssh",
                        "",
                        NESTED
                                + "git -C sub config commit.gpgSign true; git -C sub config gpg.format ssh; git -C sub config user.signingKey x; git -C sub config gpg.ssh.program $E",
                        "cd sub; " + COMMIT),
                way(
                        "its signer by x509",
                        "",
                        NESTED
                                + "git -C sub config commit.gpgSign true; git -C sub config gpg.format x509; git -C sub config gpg.x509.program $E",
                        "cd sub; " + COMMIT),
                way(
                        "its included file",
                        "",
                        NESTED + FSMONITOR + " > sub/inc; git -C sub config include.path ../inc",
                        "cd sub; git status"),
                way(
                        "its file included on a condition",
                        "",
                        NESTED + FSMONITOR + " > sub/inc; git -C sub config includeIf.gitdir:**.path ../inc",
                        "cd sub; git status"),
                way(
                        "its settings of a work tree",
                        "",
                        NESTED + "git -C sub config extensions.worktreeConfig true; " + FSMONITOR
                                + " > sub/.git/config.worktree",
                        "cd sub; git status"),
                way(
                        "its other repository",
                        "",
                        NESTED + "mkdir c; cp -r sub/.git/objects sub/.git/refs c/; " + FSMONITOR
                                + " > c/config; echo $PWD/c > sub/.git/commondir",
                        "cd sub; git status"),
                way(
                        "its link to another",
                        "",
                        NESTED + "mv sub/.git sub/g; ln -s g sub/.git; git -C sub config core.fsmonitor $E",
                        "cd sub; git status"),
                way(
                        "its file that leads to another",
                        "",
                        NESTED
                                + "mv sub/.git g2; echo \"gitdir: $PWD/g2\" > sub/.git; git -C sub config core.fsmonitor $E",
                        "cd sub; git status"),
                way(
                        "its file that leads into the person's",
                        "",
                        NESTED
                                + "mv sub/.git .git/g2; echo \"gitdir: $PWD/.git/g2\" > sub/.git; git -C sub config core.fsmonitor $E",
                        "cd sub; git status"),
                way(
                        "a work tree of it",
                        "",
                        NESTED + "git -C sub worktree add -q ../w; git -C sub config core.fsmonitor $E",
                        "cd w; git status"),
                way(
                        "a submodule within it",
                        "",
                        NESTED
                                + "git init -q --separate-git-dir sub/.git/modules/m sub/m; cd sub/m; echo 1 > x; git add x; "
                                + COMMIT + "; git config core.fsmonitor $E",
                        "cd sub/m; git status"),
                way(
                        "a bare repository in a folder",
                        "",
                        BARE
                                + "printf '[core]\\n\\trepositoryformatversion = 0\\n\\tbare = false\\n\\tworktree = .\\n\\tfsmonitor = %s\\n' $E > s/config",
                        "cd s; git status"),
                way(
                        "hooks of a bare one",
                        "",
                        BARE + "cp t/config s/; mkdir s/hooks; cp $E s/hooks/reference-transaction",
                        "cd s; git update-ref refs/heads/n $(git hash-object -t tree -w /dev/null); git symbolic-ref HEAD refs/heads/q; git update-ref -d refs/heads/n; git branch z 2>&1; git tag u $(git hash-object -w /dev/null)"),
                way(
                        "a bare one by a link",
                        "",
                        BARE
                                + "printf '[core]\\n\\trepositoryformatversion = 0\\n\\tbare = false\\n\\tworktree = .\\n\\tfsmonitor = %s\\n' $E > s/config; rm s/HEAD; ln -s refs/heads/main s/HEAD",
                        "cd s; git status"),
                way(
                        "a bare one around the work",
                        "rm -rf .git",
                        "git init -q --bare t; cp -r t/HEAD t/objects t/refs .; printf '[core]\\n\\trepositoryformatversion = 0\\n\\tbare = false\\n\\tworktree = .\\n\\tfsmonitor = %s\\n' $E > config",
                        "git status"),
                way(
                        "a bare one in place of the person's",
                        "",
                        "mv .git .old; git init -q --bare t; cp -r t/HEAD t/objects t/refs .; printf '[core]\\n\\trepositoryformatversion = 0\\n\\tbare = false\\n\\tworktree = .\\n\\tfsmonitor = %s\\n' $E > config; rm .git/HEAD",
                        "git status"),
                way("the settings", "", "git config core.fsmonitor $E", "git status"),
                way("the hooks", "", "mkdir -p .git/hooks; cp $E .git/hooks/pre-commit", COMMIT),
                way(
                        "the hooks' folder moved",
                        "",
                        "mv .git/hooks .git/h; mkdir .git/hooks; cp $E .git/hooks/pre-commit",
                        COMMIT),
                way(
                        "hooks in the workspace",
                        "mkdir .husky; git config core.hooksPath .husky",
                        "cp $E .husky/pre-commit",
                        COMMIT),
                way(
                        "hooks in the workspace that are not there yet",
                        "git config core.hooksPath tools/hooks",
                        "mkdir -p tools/hooks; cp $E tools/hooks/pre-commit",
                        COMMIT),
                way("hooks at the top of the workspace", "git config core.hooksPath $PWD", "cp $E pre-commit", COMMIT),
                way(
                        "an included file",
                        "echo '[a]' > .gitconfig; git config include.path ../.gitconfig",
                        FSMONITOR + " > .gitconfig",
                        "git status"),
                way(
                        "an included file that is not there yet",
                        "git config include.path ../team/git.conf",
                        "mkdir -p team; " + FSMONITOR + " > team/git.conf",
                        "git status"),
                way(
                        "an included file of an included one",
                        "mkdir team; printf '[include]\\n\\tpath = b\\n' > team/a; echo > team/b; git config include.path ../team/a",
                        FSMONITOR + " > team/b",
                        "git status"),
                way(
                        "a filter of the workspace",
                        "mkdir tools; printf '#!/bin/sh\\ncat\\n' > tools/clean; chmod +x tools/clean; git config filter.c.clean './tools/clean %f'; echo '*.txt filter=c' > .gitattributes",
                        "cp $E tools/clean",
                        "echo 2 > a.txt; git add a.txt"),
                way(
                        "an alias of the workspace",
                        "printf '#!/bin/sh\\n' > run.sh; git config alias.r '!sh run.sh'",
                        "cp $E run.sh",
                        "git r"),
                way(
                        "submodules that are not there yet",
                        "",
                        "git init -q --separate-git-dir .git/modules/m m; cd m; echo 1 > x; git add x; " + COMMIT
                                + "; git config core.fsmonitor $E; cd ..; git add m",
                        "git status"),
                way(
                        "another place of the repository",
                        "",
                        "mkdir c; cp -r .git/objects .git/refs .git/HEAD c/; " + FSMONITOR
                                + " > c/config; echo $PWD/c > .git/commondir",
                        "git status"),
                way(
                        "a repository in place of the person's",
                        "",
                        "mkdir g2; cp -r .git/* g2/; " + FSMONITOR
                                + " > g2/config; mv .git .old; echo \"gitdir: $PWD/g2\" > .git",
                        "git status"),
                way(
                        "a linked work tree's repository",
                        "git worktree add -q ../linked",
                        "mkdir c; cp -r .git/objects .git/refs .git/HEAD c/; " + FSMONITOR
                                + " > c/config; echo $PWD/c > .git/worktrees/linked/commondir",
                        "cd ../linked; git status"),
                way(
                        "a linked work tree's settings",
                        "git worktree add -q ../linked; git config extensions.worktreeConfig true",
                        FSMONITOR + " > .git/worktrees/linked/config.worktree",
                        "cd ../linked; git status"),
                way(
                        "the work tree's settings",
                        "git config extensions.worktreeConfig true",
                        FSMONITOR + " > .git/config.worktree",
                        "git status"),
                way(
                        "a person's nested repository",
                        NESTED,
                        "git -C sub config core.fsmonitor $E",
                        "cd sub; git status"),
                way(
                        "a person's nested hooks",
                        NESTED,
                        "mkdir -p sub/.git/hooks; cp $E sub/.git/hooks/pre-commit",
                        "cd sub; " + COMMIT),
                way("logs by a link", "", "rm -f .git/logs/HEAD; ln -s $PWD/../ran .git/logs/HEAD", COMMIT),
                way(
                        "the index by a link",
                        "",
                        "mv .git/index ../i 2>/dev/null || cp .git/index i; rm -f .git/index; ln -s ../../ran .git/index",
                        "touch n; git add n"),
                way(
                        "the message by a link",
                        "",
                        "rm -f .git/COMMIT_EDITMSG; ln -s ../../ran .git/COMMIT_EDITMSG",
                        COMMIT));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void nothing_that_work_left_is_run_by_the_persons_git(String name, String before, String work, String after)
            throws IOException {
        Share.oneIn(3, name);
        prepare(before);
        cell.free(PERSON + work);
        cell.free(PERSON + after);
        assertThat(cell.home.resolve("ran")).as("%s works without a jail", name).exists();

        Files.delete(cell.home.resolve("ran"));
        prepare(before);
        Cell.Said said = cell.jailed(PERSON + work);
        cell.free(PERSON + after);
        assertThat(cell.home.resolve("ran")).as("%s after %s", name, said).doesNotExist();
    }

    private void prepare(String before) throws IOException {
        cell.free("cd ..; rm -rf ws/* ws/.g* ws/.husky ws/.old linked i");
        cell.free(PERSON + "printf '#!/bin/sh\\ntouch " + cell.home.resolve("ran")
                + "\\ncat 2>/dev/null\\n' > evil.sh; chmod +x evil.sh; git init -q -b main .; echo 1 > a.txt; git add .; git commit -qm one; "
                + before);
    }

    @Test
    void while_a_command_still_runs_what_it_made_is_looked_at() throws IOException {
        prepare("");

        Cell.Said said = cell.jailed(PERSON + NESTED
                + "git -C sub config core.fsmonitor $E; for i in $(seq 100); do grep -q evil sub/.git/config || break; sleep 0.1; done;"
                + " cat sub/.git/config");

        assertThat(said.text()).doesNotContain("fsmonitor");
        assertThat(said.notices()).anyMatch(notice -> notice.startsWith("sub/.git/config had settings that"));
    }

    @Test
    void work_with_git_goes_on_and_what_a_person_made_between_commands_stays() throws IOException {
        prepare("git config core.hooksPath .husky");
        Cell.Said said = cell.jailed(PERSON + """
                set -e
                git init -q fixture; cd fixture; echo 1 > x; git add x; git commit -qm 1; git branch other; git config user.name me
                git init -q --bare ../remote; git remote add o ../remote; git push -q o HEAD; git worktree add -q ../w; cd ..
                git clone -q remote copy; echo 2 > b; git add b; git commit -qm two; git checkout -qb topic; git stash list; git log --oneline
                """);
        assertThat(said.code()).as(said.text()).isZero();
        assertThat(said.notices()).isEmpty();

        cell.free(PERSON + "git init -q mine; git -C mine config alias.x '!true'");
        Cell.Said next = cell.jailed(
                PERSON
                        + "cd copy; echo 3 > c; git add c; git commit -qm 3; git push -q; git status --short; cd ../w; git status");
        assertThat(next.code()).as(next.text()).isZero();
        assertThat(next.notices()).isEmpty();
        assertThat(cell.workspace.resolve("mine/.git/config")).content().contains("alias");
    }

    @Test
    void a_repository_in_a_folder_opened_besides_is_guarded_too() throws IOException {
        prepare("");
        cell.free("git init -q ../others");

        cell.run(
                cell.jail().with(new SandboxFolders(List.of(), List.of(cell.others.toString()))),
                PERSON + "cd ../others; git config core.fsmonitor $E; cp $E .git/hooks/pre-commit");

        assertThat(cell.others.resolve(".git/config")).content().doesNotContain("fsmonitor");
        assertThat(cell.others.resolve(".git/hooks/pre-commit")).doesNotExist();
    }
}
