package dev.stayer.dream;

import dev.stayer.files.Folder;
import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Evidence from the files of a workspace. Looks nowhere else: absolute paths outside, home folders, addresses and commits
 * cannot be checked here. One instance serves one dream; not thread-safe.
 */
public final class WorkspaceEvidence implements FactEvidence {
    private static final Set<String> NOT_ENTERED =
            Set.of(".git", ".stayer", "node_modules", "target", "build", "dist", ".venv", ".gradle", ".idea");
    private static final int MAX_READ = 512 * 1024;
    private static final int MAX_DEPTH = 64;
    private static final int MAX_FILES = 20_000;
    private static final int MAX_NAMES = 400_000;

    private static final Pattern ELSEWHERE = Pattern.compile(
            "[A-Za-z][A-Za-z0-9+.-]*://.*|mailto:.*|~.*|r-\\d{8}-\\d+.*|[0-9a-f]{7,64}|.*[*?{}<>|\\s].*");
    private static final Pattern LINE = Pattern.compile("^(.+?):\\d+(?::\\d+)?(?:-\\d+)?$");
    private static final Pattern SYMBOL = Pattern.compile("^(.+?)(?:#|::)([\\p{L}_$][\\w$.]*)(?:\\(.*\\))?$");
    private static final Pattern FILE_NAME = Pattern.compile(
            "(?i)(makefile|dockerfile|jenkinsfile|vagrantfile|gemfile|rakefile|procfile|license|readme|changelog|notice)"
                    + "|\\.[\\w.-]+|.*\\.(java|kts?|groovy|scala|py|rb|php|pl|js|mjs|cjs|jsx|ts|tsx|go|rs|c|h|cc|cpp|hpp|cs|swift|sh|bash|"
                    + "ps1|bat|sql|md|txt|adoc|rst|html?|css|scss|json[l5]?|ya?ml|toml|xml|ini|cfg|conf|env|properties|gradle|"
                    + "lock|csv|tsv|log|proto|tf|jar|zip|gz|png|svg|pdf|db|jte|patch|diff)");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_$][\\w$]*");

    private final Path root;
    private final WorkspaceFiles files;
    private final Renames renames;
    private @Nullable Names names;

    /** What version control knows of names that are gone. */
    @FunctionalInterface
    public interface Renames {
        /** The present name of a file, relative to the workspace with {@code /}; empty if it was not renamed or nobody knows. */
        Optional<String> now(String path);
    }

    /** Everything that is called something in the workspace. */
    private record Names(Set<String> files, Set<String> words, boolean complete) {}

    public WorkspaceEvidence(Path root, Renames renames) {
        this.root = root.toAbsolutePath().normalize();
        this.files = WorkspaceFiles.ofAnybody(this.root);
        this.renames = renames;
    }

    @Override
    public Reference look(String ref) {
        String name = ref.strip();
        if (name.isEmpty() || ELSEWHERE.matcher(name).matches() || !files.isFolder(root)) {
            return new Unknowable();
        }
        Reference whole = file(name, null, "");
        if (whole instanceof Alive) {
            return whole;
        }
        Matcher symbol = SYMBOL.matcher(name);
        if (symbol.matches()) {
            return file(
                    symbol.group(1),
                    symbol.group(2),
                    name.substring(symbol.group(1).length()));
        }
        Matcher line = LINE.matcher(name);
        if (line.matches()) {
            return file(line.group(1), null, name.substring(line.group(1).length()));
        }
        boolean isFile = name.contains("/") || FILE_NAME.matcher(name).matches();
        return isFile ? whole : symbol(name);
    }

    /** @param rest what stands behind the path in the reference, kept when the file was renamed */
    private Reference file(String name, @Nullable String symbol, String rest) {
        Path path;
        try {
            path = root.resolve(name).normalize();
        } catch (InvalidPathException e) {
            return new Unknowable();
        }
        if (!path.startsWith(root)) {
            return new Unknowable();
        }
        if (files.exists(path)) {
            return symbol == null || says(path, last(symbol))
                    ? new Alive()
                    : new Gone("the file does not speak of it any more");
        }
        String relative = root.relativize(path).toString().replace('\\', '/');
        Optional<String> now = renames.now(relative).filter(to -> files.exists(root.resolve(to)));
        if (now.isPresent()) {
            return new Renamed(now.get() + rest);
        }
        boolean bare = !name.contains("/");
        return bare && names().files().contains(name) ? new Alive() : new Gone("there is no such file");
    }

    private Reference symbol(String name) {
        String word = last(name.replaceAll("\\(.*\\)$", ""));
        if (!NAME.matcher(word).matches()) {
            return new Unknowable();
        }
        Names known = names();
        if (known.words().contains(word) || known.files().contains(name)) {
            return new Alive();
        }
        return known.complete() ? new Gone("nothing in the workspace is called so") : new Unknowable();
    }

    private static String last(String dotted) {
        return dotted.substring(dotted.lastIndexOf('.') + 1);
    }

    /** True also where it cannot be read: only what is seen to be gone is gone. */
    private boolean says(Path file, String word) {
        try {
            return Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])")
                    .matcher(files.text(file, 16 * MAX_READ))
                    .find();
        } catch (IOException e) {
            return true;
        }
    }

    private Names names() {
        Names known = names;
        if (known == null) {
            known = collect();
            names = known;
        }
        return known;
    }

    private Names collect() {
        Set<String> names = new HashSet<>();
        Set<String> words = new HashSet<>();
        boolean[] unread = {false};
        boolean[] complete = {true};
        try {
            complete[0] = files.walk(root, MAX_DEPTH, (file, folder, name, attributes) -> {
                if (attributes.isDirectory()) {
                    // Reports of dreams quote facts, and would keep alive what they say has gone.
                    boolean skip = NOT_ENTERED.contains(name.toString()) || file.equals(root.resolve("reports"));
                    return skip ? WorkspaceFiles.Next.SKIP : WorkspaceFiles.Next.GO_ON;
                }
                if (names.size() >= MAX_FILES || words.size() >= MAX_NAMES) {
                    return WorkspaceFiles.Next.STOP;
                }
                names.add(name.toString());
                if (attributes.isRegularFile()) {
                    unread[0] |= !collect(folder, name, words);
                }
                return WorkspaceFiles.Next.GO_ON;
            });
        } catch (IOException e) {
            complete[0] = false;
        }
        return new Names(names, words, complete[0] && !unread[0]);
    }

    /** False if it could not be read whole. */
    private static boolean collect(Folder folder, Path name, Set<String> words) {
        try (InputStream in = folder.read(name)) {
            byte[] bytes = in.readNBytes(MAX_READ + 1);
            Matcher word = NAME.matcher(new String(bytes, StandardCharsets.UTF_8));
            while (bytes.length <= MAX_READ && word.find()) {
                words.add(word.group());
            }
            return bytes.length <= MAX_READ;
        } catch (IOException e) {
            return false;
        }
    }
}
