package dev.stayer.distill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the values of a parameter look like: the first kind that four in five of them are. */
final class ValueKinds {
    private static final double MAX_SHARE = 0.8;
    private static final Map<String, Pattern> KINDS = new LinkedHashMap<>();

    static {
        kind("url", "[a-z][a-z0-9+.-]*://\\S+|git@\\S+:\\S+");
        kind("email", "[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+");
        kind("date", "\\d{4}-\\d\\d-\\d\\d(T[\\d:.]+Z?)?");
        kind("address", "\\d{1,3}(\\.\\d{1,3}){3}(:\\d+)?|localhost(:\\d+)?");
        kind("version", "v?\\d+\\.\\d+(\\.\\d+)?[\\w.+-]*");
        kind("number", "[+-]?\\d+([.,]\\d+)?");
        kind("id", "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        kind("commit", "(?=\\w*\\d)(?=\\w*[a-f])[0-9a-f]{7,40}");
        kind("issue", "[A-Z][A-Z0-9]+-\\d+");
        kind("test", "\\S+::\\w+|([\\w.]+\\.)?[A-Z]\\w*(Test|Tests|IT|Spec)([#.]\\w+)?|[Tt]est_?[A-Z]\\w*");
        kind("file", "\\S*[\\w-]\\.[A-Za-z]\\w{0,6}");
        kind("branch", "(feature|feat|fix|bugfix|hotfix|release|chore|topic|task|docs|refactor|origin)/\\S+");
        kind("folder", "\\S*/");
        kind("image", "[\\w./-]*\\w/[\\w./-]*\\w:[\\w.-]+");
        kind("package", "@[\\w.-]+/[\\w.-]+");
        kind("path", "\\S*/\\S*");
        kind("name", "[\\w@.:+-]+");
    }

    private ValueKinds() {}

    private static void kind(String name, String pattern) {
        KINDS.put(name, Pattern.compile(pattern));
    }

    /** The kind of these values; {@code text} where they are none of the others. */
    static String of(List<@Nullable String> values) {
        List<String> known = new ArrayList<>();
        for (String value : values) {
            if (value != null && !value.isEmpty()) {
                known.add(value);
            }
        }
        for (Map.Entry<String, Pattern> one : KINDS.entrySet()) {
            long fitting = known.stream()
                    .filter(value -> one.getValue().matcher(value).matches())
                    .count();
            if (fitting > 0 && fitting >= MAX_SHARE * known.size()) {
                return one.getKey();
            }
        }
        return "text";
    }

    /** A kind, or the name of a parameter, as people say it. */
    static String noun(String name, String kind) {
        String last = name.substring(name.lastIndexOf('_') + 1).replaceFirst("[0-9]+$", "");
        return switch (last) {
            case "branch",
                    "tag",
                    "message",
                    "commit",
                    "test",
                    "module",
                    "package",
                    "target",
                    "port",
                    "host",
                    "user",
                    "service",
                    "namespace",
                    "database",
                    "label",
                    "method",
                    "header",
                    "release",
                    "revision",
                    "workspace",
                    "remote" -> "a " + last;
            case "image", "issue", "environment", "id" -> "an " + last;
            case "env" -> "an environment";
            default -> ofKind(kind);
        };
    }

    private static String ofKind(String kind) {
        return switch (kind) {
            case "url" -> "an address";
            case "address" -> "an address of a machine";
            case "email" -> "an address of mail";
            case "id", "issue", "image" -> "an " + kind;
            case "text",
                    "name",
                    "path",
                    "file",
                    "number",
                    "version",
                    "date",
                    "commit",
                    "test",
                    "branch",
                    "folder",
                    "package" -> "a " + kind;
            default -> "a name";
        };
    }
}
