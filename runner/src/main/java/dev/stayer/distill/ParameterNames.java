package dev.stayer.distill;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Names for parameters, from the flag or key they stand at, else from what their values look like. */
final class ParameterNames {
    private static final Map<String, String> SHORT = Map.of(
            "git commit -m",
            "message",
            "git tag -m",
            "message",
            "git checkout -b",
            "branch",
            "docker build -t",
            "image",
            "psql -f",
            "file",
            "kubectl apply -f",
            "file",
            "docker run --name",
            "name",
            "git switch -c",
            "branch",
            "alembic revision -m",
            "message");
    private static final Map<String, String> BY_HEAD = Map.of(
            "git checkout",
            "branch",
            "git switch",
            "branch",
            "git push",
            "branch",
            "git merge",
            "branch",
            "git tag",
            "tag",
            "docker push",
            "image",
            "git rebase",
            "branch",
            "docker pull",
            "image",
            "gh release create",
            "tag");

    private ParameterNames() {}

    /** What the values look like: url, version, number, file, folder, name or text. */
    static String kind(List<@Nullable String> values) {
        List<String> known = values.stream()
                .filter(value -> value != null && !value.isEmpty())
                .map(value -> java.util.Objects.requireNonNull(value))
                .toList();
        if (most(known, value -> value.matches("[a-z][a-z0-9+.-]*://\\S+"))) {
            return "url";
        }
        if (most(known, value -> value.matches("v?\\d+\\.\\d+(\\.\\d+)?[\\w.+-]*"))) {
            return "version";
        }
        if (most(known, value -> value.matches("[+-]?\\d+([.,]\\d+)?"))) {
            return "number";
        }
        if (most(known, value -> value.matches("\\S*[\\w-]\\.[A-Za-z]\\w{0,6}"))) {
            return "file";
        }
        if (most(known, value -> value.matches("\\S*/\\S*"))) {
            return "path";
        }
        return most(known, value -> value.matches("[\\w@.:+-]+")) ? "name" : "text";
    }

    private static boolean most(List<String> values, Predicate<String> test) {
        return !values.isEmpty() && values.stream().filter(test).count() >= 0.8 * values.size();
    }

    /**
     * A name of lower-case letters, digits and underscores that is not taken.
     *
     * @param at flags or keys before the values
     */
    static String name(List<String> at, String head, String kind, Set<String> taken) {
        String name = "";
        for (String flag : at) {
            // One hyphen begins single letters, or -Dname=value.
            String word = flag.startsWith("-D") && flag.length() > 2
                    ? flag.substring(2)
                    : flag.startsWith("-") && !flag.startsWith("--") ? "" : flag.replaceFirst("^-+", "");
            String plain = SHORT.getOrDefault(head + " " + flag, word);
            int dot = plain.lastIndexOf('.');
            plain = plain.substring(dot + 1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9]+", "_")
                    .replaceAll("^_+|_+$", "");
            if (plain.length() > name.length() && plain.length() > 1) {
                name = plain;
            }
        }
        if (name.isEmpty() || !Character.isLetter(name.charAt(0))) {
            name = BY_HEAD.getOrDefault(head, kind);
        }
        name = name.length() > 30 ? name.substring(0, 30) : name;
        String free = name;
        for (int i = 2; taken.contains(free); i++) {
            free = name + i;
        }
        return free;
    }
}
