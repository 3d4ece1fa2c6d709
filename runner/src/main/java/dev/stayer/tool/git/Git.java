package dev.stayer.tool.git;

import dev.stayer.config.SandboxFolders;
import dev.stayer.core.StayerException;
import dev.stayer.tool.process.Command;
import dev.stayer.tool.process.Outcome;
import dev.stayer.tool.process.OutputCapture;
import dev.stayer.tool.process.Programs;
import dev.stayer.tool.process.StopSignal;
import dev.stayer.tool.sandbox.Jail;
import dev.stayer.tool.sandbox.JailedCommands;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The only place where Stayer itself asks git. Git is given the objects of the repository and the commit its HEAD names, and
 * nothing else of it: it runs on a repository of its own, made for the question in the jail's scratch folder, so that no
 * setting, include, hook, attribute or helper that work or a clone left is ever read. It may write nowhere, has no network and
 * no environment, and its time and output are bounded. Thread-safe.
 */
public final class Git {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** More is cut off, at the end of a line. */
    private static final int MAX_BYTES = 8 * 1024 * 1024;

    /** Finds out the commit, without git, and asks on a bare repository that has only this and the objects. */
    private static final String ASK = """
            set -eu
            own=$1; common=$2; shift 2
            head=$(head -c 1000 "$own/HEAD")
            case $head in
              'ref: refs/'*)
                ref=${head#ref: }
                id=$(head -c 100 "$common/$ref" 2>/dev/null) || id=
                if [ -z "$id" ] && [ -f "$common/packed-refs" ]; then
                  while read -r packed name; do
                    if [ "$name" = "$ref" ]; then id=$packed; fi
                  done < "$common/packed-refs"
                fi ;;
              *) id=$head ;;
            esac
            case $id in ''|*[!0-9a-f]*) exit 3 ;; esac
            dir=$(mktemp -d)
            trap 'rm -rf "$dir"' EXIT
            mkdir "$dir/refs" "$dir/objects"
            printf '%s\\n' "$id" > "$dir/HEAD"
            case ${#id} in
              40) printf '[core]\\n\\trepositoryformatversion = 0\\n\\tbare = true\\n' > "$dir/config" ;;
              64) printf '[core]\\n\\trepositoryformatversion = 1\\n\\tbare = true\\n[extensions]\\n\\tobjectFormat = sha256\\n' > "$dir/config" ;;
              *) exit 3 ;;
            esac
            if [ -f "$common/shallow" ]; then GIT_SHALLOW_FILE=$common/shallow; export GIT_SHALLOW_FILE; fi
            GIT_DIR=$dir GIT_OBJECT_DIRECTORY=$common/objects "$@" 2>/dev/null
            """;

    /** The same for every question; what git would ask, fetch, show in colours or look up elsewhere is off. */
    private static final Map<String, String> ENVIRONMENT = Map.ofEntries(
            Map.entry("PATH", Programs.SYSTEM_PATH),
            Map.entry("HOME", "/nonexistent"),
            Map.entry("LC_ALL", "C.UTF-8"),
            Map.entry("GIT_CONFIG_NOSYSTEM", "1"),
            Map.entry("GIT_CONFIG_GLOBAL", "/dev/null"),
            Map.entry("GIT_ATTR_NOSYSTEM", "1"),
            Map.entry("GIT_ALLOW_PROTOCOL", ""),
            Map.entry("GIT_NO_LAZY_FETCH", "1"),
            Map.entry("GIT_NO_REPLACE_OBJECTS", "1"),
            Map.entry("GIT_OPTIONAL_LOCKS", "0"),
            Map.entry("GIT_TERMINAL_PROMPT", "0"),
            Map.entry("GIT_CEILING_DIRECTORIES", "/"));

    private final JailedCommands commands;
    private final Path root;
    private final boolean jailed;

    /**
     * @param root a folder in the work tree of a repository
     * @param jailed false where a person switched the sandbox off
     */
    public Git(JailedCommands commands, Path root, boolean jailed) {
        this.commands = commands;
        this.root = Jail.real(root);
        this.jailed = jailed;
    }

    /**
     * The lines that git's {@code log} prints, without what it paints.
     *
     * @param options of {@code git log}; paths are shown relative to the root
     * @return empty if there is no repository, no commit, no git or no jail, or git could not answer in time
     */
    public Optional<List<String>> log(String... options) {
        Optional<Path> git = Programs.ofThisMachine().find(Programs.Name.GIT);
        Optional<Repository> repository = Repository.around(root);
        Optional<Path> sh = Programs.ofThisMachine().find(Programs.Name.SH);
        if (git.isEmpty() || repository.isEmpty() || sh.isEmpty()) {
            return Optional.empty();
        }
        Repository found = repository.get();
        List<String> words = new ArrayList<>(List.of(sh.get().toString(), "-c", ASK, "ask"));
        words.addAll(List.of(found.own().toString(), found.common().toString()));
        words.addAll(List.of(git.get().toString(), "--no-pager", "-c", "core.quotePath=false", "log"));
        words.addAll(List.of("--no-color", "--no-show-signature", "--no-ext-diff", "--no-textconv"));
        words.addAll(List.of(options));
        String below = found.below(root);
        if (!below.isEmpty()) {
            words.addAll(List.of("--relative=" + below + "/"));
        }
        Bounded said = new Bounded();
        Command command = new Command(words, root, ENVIRONMENT, LIMIT, Duration.ofSeconds(1));
        try {
            Outcome outcome = commands.run(jail(found), command, OutputCapture.into(said), new StopSignal())
                    .outcome();
            return outcome instanceof Outcome.Exited exited && exited.code() == 0
                    ? Optional.of(said.lines())
                    : Optional.empty();
        } catch (StayerException e) {
            return Optional.empty();
        }
    }

    /** Nothing may be written, and of a repository around the workspace nothing but that is seen. */
    private Jail jail(Repository repository) {
        Jail jail = Jail.of(root)
                .protecting(List.of("."))
                .with(new SandboxFolders(
                        List.of(repository.own().toString(), repository.common().toString()), List.of()));
        return jailed ? jail : jail.switchedOff();
    }

    /** Takes what fits, and lets the rest go by. */
    private static final class Bounded extends ByteArrayOutputStream {
        @Override
        public synchronized void write(int b) {
            if (count < MAX_BYTES) {
                super.write(b);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
            super.write(bytes, from, Math.min(length, MAX_BYTES - count));
        }

        List<String> lines() {
            String text = toString(StandardCharsets.UTF_8);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        }
    }
}
