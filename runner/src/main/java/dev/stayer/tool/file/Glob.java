package dev.stayer.tool.file;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** A pattern for paths: without a slash it is matched with names in every folder; {@code **}{@code /} also means no folder. */
final class Glob {
    private final List<PathMatcher> matchers = new ArrayList<>();
    private final boolean name;

    Glob(String pattern) throws Refused {
        String plain = pattern.startsWith("./") ? pattern.substring(2) : pattern;
        name = plain.indexOf('/') < 0;
        try {
            add(plain);
            for (int at = plain.indexOf("**/"); at >= 0 && matchers.size() < 8; at = plain.indexOf("**/", at + 3)) {
                add(plain.substring(0, at) + plain.substring(at + 3));
            }
        } catch (PatternSyntaxException | UnsupportedOperationException e) {
            throw new Refused("the glob " + pattern + " is wrong: " + e.getMessage());
        }
    }

    private void add(String pattern) {
        matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + pattern));
    }

    boolean matches(Path path) {
        Path judged = name ? path.getFileName() : path;
        return matchers.stream().anyMatch(matcher -> matcher.matches(judged));
    }
}
