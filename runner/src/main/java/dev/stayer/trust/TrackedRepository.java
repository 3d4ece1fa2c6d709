package dev.stayer.trust;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A git repository as files that are read: whether it was cloned, what it tracks, and whether anything came from elsewhere since
 * a moment. Git itself is not asked, because a repository's settings can name programs for it to run.
 *
 * @param cloned true if its first act was to be cloned, or that cannot be told
 * @param tracked hashes by the path relative to the repository's root; a path may be a nested repository
 * @param readable false where the index cannot be read; then everything counts as tracked
 * @param acts what was done to HEAD, oldest first
 */
record TrackedRepository(Path root, boolean cloned, Map<String, String> tracked, boolean readable, List<Act> acts) {
    private static final long MAX_LOG_BYTES = 32L << 20;
    private static final long MAX_INDEX_BYTES = 256L << 20;
    private static final long MAX_POINTER_BYTES = 8 << 10;
    private static final int SHA1_BYTES = 20;
    private static final int SHA256_BYTES = 32;

    /** What a person does here themselves; all else may bring what somebody else wrote. */
    private static final Pattern OWN_ACT = Pattern.compile("commit( \\((initial|amend)\\))?:.*", Pattern.DOTALL);

    /** One line of the reflog: the commits before and after, who did it when, and what was done. */
    record Act(String before, String after, String who, String words) {
        boolean isOwn() {
            return before.equals(after) || OWN_ACT.matcher(words).matches();
        }

        /** What names this act among those of one repository. */
        String mark() {
            return before + ".." + after + "@" + who.replaceFirst("^.*> ", "");
        }
    }

    /** The repository that {@code folder} lies in; empty if it lies in none. Never throws for what a repository may hold. */
    static Optional<TrackedRepository> around(Path folder) {
        for (Path at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            Path git = at.resolve(".git");
            if (Files.exists(git, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(read(at, git));
            }
        }
        return Optional.empty();
    }

    private static TrackedRepository read(Path root, Path git) {
        Path own = Files.isDirectory(git) ? git : pointed(git, "gitdir:").orElse(git);
        Path common = pointed(own.resolve("commondir"), "").orElse(own);
        List<Act> acts = acts(own.resolve("logs/HEAD"));
        List<Act> first = own.equals(common) ? acts : acts(common.resolve("logs/HEAD"));
        boolean silent = first.isEmpty() && Files.exists(common.resolve("logs/HEAD"), LinkOption.NOFOLLOW_LINKS);
        boolean cloned = silent || !first.isEmpty() && first.get(0).words().startsWith("clone:");
        Path index = own.resolve("index");
        if (!cloned || !Files.exists(index, LinkOption.NOFOLLOW_LINKS)) {
            return new TrackedRepository(root, cloned, Map.of(), true, acts);
        }
        boolean sha256 = content(common.resolve("config"), MAX_POINTER_BYTES << 4)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                .filter(config -> Pattern.compile("(?im)^\\s*objectformat\\s*=\\s*\"?sha256")
                        .matcher(config)
                        .find())
                .isPresent();
        Optional<Map<String, String>> tracked = content(index, MAX_INDEX_BYTES)
                .flatMap(bytes -> GitIndex.parse(bytes, sha256 ? SHA256_BYTES : SHA1_BYTES));
        return new TrackedRepository(root, true, tracked.orElse(Map.of()), tracked.isPresent(), acts);
    }

    private static Optional<Path> pointed(Path file, String before) {
        return content(file, MAX_POINTER_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .filter(text -> text.startsWith(before) && text.indexOf('\0') < 0)
                .map(text -> file.resolveSibling(text.substring(before.length()).strip())
                        .normalize());
    }

    private static List<Act> acts(Path log) {
        return content(log, MAX_LOG_BYTES)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8)
                        .lines()
                        .map(TrackedRepository::act)
                        .toList())
                .orElse(List.of());
    }

    private static Act act(String line) {
        int tab = line.indexOf('\t');
        String[] words = (tab < 0 ? line : line.substring(0, tab)).split(" ", 3);
        return new Act(
                words[0],
                words.length > 1 ? words[1] : "",
                words.length > 2 ? words[2] : "",
                tab < 0 ? "" : line.substring(tab + 1));
    }

    private static Optional<byte[]> content(Path file, long max) {
        return PlainFiles.read(file, max);
    }

    /** Names the newest act; empty where there is none. */
    String newest() {
        return acts.isEmpty() ? "" : acts.get(acts.size() - 1).mark();
    }

    /** True if nothing came from elsewhere after the act with this mark; false if that act is not known any more. */
    boolean onlyOwnSince(String mark) {
        for (int i = acts.size() - 1; i >= 0; i--) {
            if (acts.get(i).mark().equals(mark)) {
                return true;
            }
            if (!acts.get(i).isOwn()) {
                return false;
            }
        }
        return false;
    }

    /** What git tracks at or below a path of the workspace, by path relative to the workspace; a folder ends with a slash. */
    Map<String, String> trackedAt(Path workspace, String path) {
        String prefix = root.equals(workspace) ? "" : root.relativize(workspace) + "/";
        if (!readable) {
            return Files.exists(workspace.resolve(path), LinkOption.NOFOLLOW_LINKS)
                    ? Map.of(path, "unknown")
                    : Map.of();
        }
        Map<String, String> found = new TreeMap<>();
        tracked.forEach((name, hash) -> {
            if (name.startsWith(prefix)) {
                String inside = name.substring(prefix.length());
                boolean within = path.endsWith("/")
                        ? inside.startsWith(path) || path.startsWith(inside + "/")
                        : inside.equals(path) || path.startsWith(inside + "/");
                if (within && Files.exists(workspace.resolve(inside), LinkOption.NOFOLLOW_LINKS)) {
                    found.put(inside, hash);
                }
            }
        });
        return found;
    }
}
