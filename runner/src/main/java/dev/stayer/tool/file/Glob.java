package dev.stayer.tool.file;

import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * A pattern for paths: without a slash it is matched with names in every folder; {@code **}{@code /} also means no folder.
 * Brackets, braces and backslashes may be meant as they are, as in {@code app/[id]/page.tsx}, so both readings count.
 */
final class Glob {
    private static final int MAX_FORMS = 8;

    private final List<PathMatcher> matchers = new ArrayList<>();
    private final boolean name;

    Glob(String pattern) {
        String plain = composed(pattern);
        while (plain.startsWith("./")) {
            plain = plain.substring(2);
        }
        if (plain.length() > 1 && plain.endsWith("/")) {
            plain = plain.substring(0, plain.length() - 1);
        }
        name = plain.indexOf('/') < 0;
        String literal = plain.replaceAll("[\\[\\]{}\\\\]", "\\\\$0");
        addAll(literal);
        try {
            if (!literal.equals(plain)) {
                addAll(plain);
            }
        } catch (PatternSyntaxException e) {
            // It is no pattern, so it is meant as it is.
            return;
        }
    }

    private void addAll(String pattern) {
        int before = matchers.size();
        add(pattern);
        for (int at = pattern.indexOf("**/");
                at >= 0 && matchers.size() < before + MAX_FORMS;
                at = pattern.indexOf("**/", at + 3)) {
            add(pattern.substring(0, at) + pattern.substring(at + 3));
        }
    }

    private void add(String pattern) {
        matchers.add(FileSystems.getDefault().getPathMatcher("glob:" + pattern));
    }

    /** Letters with accents have two forms in Unicode, and nobody sees which one a name has. */
    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    boolean matches(Path path) {
        Path judged = name ? path.getFileName() : path;
        if (matchers.stream().anyMatch(matcher -> matcher.matches(judged))) {
            return true;
        }
        String text = judged.toString();
        String composed = composed(text);
        if (composed.equals(text)) {
            return false;
        }
        try {
            Path other = Path.of(composed);
            return matchers.stream().anyMatch(matcher -> matcher.matches(other));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
