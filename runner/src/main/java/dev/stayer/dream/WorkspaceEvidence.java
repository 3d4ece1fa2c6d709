package dev.stayer.dream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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
public final class WorkspaceEvidence implements Evidence {
    private static final Set<String> NOT_ENTERED =
            Set.of(".git", ".stayer", "node_modules", "target", "build", "dist", ".venv", ".gradle", ".idea");
    private static final long LARGEST_READ = 512 * 1024;
    private static final int MOST_FILES = 20_000;
    private static final int MOST_NAMES = 400_000;

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
        this.renames = renames;
    }

    @Override
    public Reference look(String ref) {
        String name = ref.strip();
        if (name.isEmpty() || ELSEWHERE.matcher(name).matches() || !Files.isDirectory(root)) {
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
        if (Files.exists(path)) {
            return symbol == null || says(path, last(symbol))
                    ? new Alive()
                    : new Gone("the file does not speak of it any more");
        }
        String relative = root.relativize(path).toString().replace('\\', '/');
        Optional<String> now = renames.now(relative).filter(to -> Files.exists(root.resolve(to)));
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
    private static boolean says(Path file, String word) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > 16 * LARGEST_READ) {
                return true;
            }
            return Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])")
                    .matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
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
        Set<String> files = new HashSet<>();
        Set<String> words = new HashSet<>();
        boolean[] complete = {true};
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    // Reports of dreams quote facts, and would keep alive what they say has gone.
                    boolean skip = NOT_ENTERED.contains(folder.getFileName().toString()) && !folder.equals(root);
                    return skip || folder.equals(root.resolve("reports"))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    if (files.size() >= MOST_FILES || words.size() >= MOST_NAMES) {
                        complete[0] = false;
                        return FileVisitResult.TERMINATE;
                    }
                    files.add(file.getFileName().toString());
                    if (!attributes.isRegularFile()) {
                        return FileVisitResult.CONTINUE;
                    }
                    if (attributes.size() > LARGEST_READ) {
                        complete[0] = false;
                        return FileVisitResult.CONTINUE;
                    }
                    Matcher word = NAME.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                    while (word.find()) {
                        words.add(word.group());
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    complete[0] = false;
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            complete[0] = false;
        }
        return new Names(files, words, complete[0]);
    }
}
