package dev.stayer.tool.sandbox;

import dev.stayer.files.WorkspaceFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A file of git's settings, read as git does, but leniently: what git would refuse is passed over. */
final class GitSettings {
    private static final int MAX_BYTES = 1024 * 1024;

    /**
     * One line of it.
     *
     * @param section in lower case, such as {@code filter}
     * @param sub between the section and the name, as written; empty for none
     * @param name in lower case, such as {@code clean}
     */
    record Setting(String section, String sub, String name, String value) {
        /** As git shows it: {@code filter.lfs.clean}. */
        String key() {
            return section + (sub.isEmpty() ? "" : "." + sub) + "." + name;
        }
    }

    private final String text;
    private final List<Setting> settings = new ArrayList<>();
    private String section = "";
    private String sub = "";
    private int at;

    private GitSettings(String text) {
        this.text = text;
    }

    /** Empty for a file that is not there, cannot be read, is no plain file or longer than a megabyte. */
    static List<Setting> of(Path file) {
        try {
            // Where a person's settings are links, what they lead to is read, and only if it is still a file.
            Path real = file.toRealPath();
            Path folder = real.getParent();
            return folder == null
                    ? List.of()
                    : of(WorkspaceFiles.ofAnybody(folder).text(real, MAX_BYTES));
        } catch (IOException e) {
            return List.of();
        }
    }

    static List<Setting> of(String text) {
        GitSettings reader = new GitSettings(text);
        reader.read();
        return List.copyOf(reader.settings);
    }

    private void read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#' || c == ';') {
                line();
            } else if (c == '[') {
                at++;
                header();
            } else if (Character.isLetter(c)) {
                setting();
            } else {
                at++;
            }
        }
    }

    private void line() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    /** {@code [section "sub"]}, or the older {@code [section.sub]}. */
    private void header() {
        StringBuilder name = new StringBuilder();
        StringBuilder quoted = new StringBuilder();
        boolean inQuotes = false;
        for (; at < text.length() && text.charAt(at) != '\n'; at++) {
            char c = text.charAt(at);
            if (inQuotes && c == '\\' && at + 1 < text.length()) {
                quoted.append(text.charAt(++at));
            } else if (c == '"') {
                inQuotes = !inQuotes;
            } else if (inQuotes) {
                quoted.append(c);
            } else if (c == ']') {
                at++;
                break;
            } else if (!Character.isWhitespace(c)) {
                name.append(c);
            }
        }
        int dot = name.indexOf(".");
        section = (dot < 0 ? name.toString() : name.substring(0, dot)).toLowerCase(Locale.ROOT);
        sub = quoted.isEmpty() && dot >= 0 ? name.substring(dot + 1) : quoted.toString();
    }

    private void setting() {
        int begin = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
            at++;
        }
        String name = text.substring(begin, at).toLowerCase(Locale.ROOT);
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        String value = "true";
        if (at < text.length() && text.charAt(at) == '=') {
            at++;
            value = value();
        } else {
            line();
        }
        settings.add(new Setting(section, sub, name, value));
    }

    private String value() {
        StringBuilder value = new StringBuilder();
        boolean inQuotes = false;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                break;
            } else if (c == '\\' && at + 1 < text.length()) {
                char next = text.charAt(++at);
                switch (next) {
                    case '\n' -> {}
                    case '\r' -> at += at + 1 < text.length() && text.charAt(at + 1) == '\n' ? 1 : 0;
                    case 'n' -> value.append('\n');
                    case 't' -> value.append('\t');
                    case 'b' -> value.append('\b');
                    default -> value.append(next);
                }
            } else if (c == '"') {
                inQuotes = !inQuotes;
            } else if (!inQuotes && (c == '#' || c == ';')) {
                line();
                break;
            } else {
                value.append(c);
            }
        }
        return value.toString().strip();
    }
}
