package dev.stayer.memory;

import dev.stayer.redact.Redactor;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds facts that hold a secret: one the redactor knows by value or shape, or something that is called a password and looks
 * like one. Where a secret lies ("the token is in CMS_TOKEN") is no secret.
 */
public final class SecretScan {
    private static final String CREDENTIAL = "[redacted:credential]";
    private static final String NAME =
            "[\\w.-]*(?:password|passwd|passphrase|pwd|secret|token|credential|(?:api|access|private|secret)[ _-]?key)s?"
                    + "(?:[_-](?:base|value|live|test|dev|prod|production|staging|old|new))?";
    private static final Pattern HINT = Pattern.compile("(?i)pass|pwd|secret|token|credential|key");
    private static final Pattern IS_NAME = Pattern.compile(NAME, Pattern.CASE_INSENSITIVE);
    private static final Pattern ASSIGNED = Pattern.compile(
            "(?i)(?<![\\w])" + NAME
                    + "[\"'`]?(?:\\s+for\\s+\\S+)?\\s*(?::|=|\\bis\\b|\\bare\\b|->|→)[:=]?\\s*[\"'`]?(?<value>[^\\s\"'`,;]{8,})");
    private static final Pattern PLACE = Pattern.compile(
            "\\$?\\{?[A-Z][A-Z0-9_]*\\}?|[~.]?/?(?:[\\w.-]+/)+[\\w.-]*|[\\w-]+\\.[A-Za-z]{1,5}|\\w+://.*|[<\\[{$*%].*");

    /** Words joined by hyphens, such as {@code argon2id-hashed}: how something is done, rather than a secret. */
    private static final Pattern KEBAB = Pattern.compile("[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+");

    private final Redactor redactor;

    public SecretScan(Redactor redactor) {
        this.redactor = redactor;
    }

    /** The fact without its secrets; empty if it has none. */
    public Optional<Fact> scrubbed(Fact fact) {
        String value = fact.value();
        boolean named = fact.key() != null && IS_NAME.matcher(fact.key()).matches();
        String text = clean(fact.text());
        String cleanValue = value == null ? null : clean(value);
        if (named && value != null && looksSecret(value.strip())) {
            cleanValue = CREDENTIAL;
            text = text.replace(value.strip(), CREDENTIAL);
        }
        Fact clean = new Fact(
                fact.id(),
                fact.kind(),
                cleanOrNull(fact.subject()),
                cleanOrNull(fact.key()),
                cleanValue,
                text,
                fact.authority(),
                clean(fact.source()),
                fact.time(),
                fact.status(),
                fact.supersededBy(),
                fact.pinned(),
                fact.expires(),
                fact.refs().stream().map(this::clean).toList());
        return clean.equals(fact) ? Optional.empty() : Optional.of(clean);
    }

    /** True if the text holds a secret. */
    public boolean finds(String text) {
        return !clean(text).equals(text);
    }

    private @Nullable String cleanOrNull(@Nullable String text) {
        return text == null ? null : clean(text);
    }

    /** The text without the secrets in it. */
    public String clean(String text) {
        String known = redactor.redact(text);
        if (!HINT.matcher(known).find()) {
            return known;
        }
        Matcher assigned = ASSIGNED.matcher(known);
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (assigned.find()) {
            String value = bare(assigned.group("value"));
            if (looksSecret(value)) {
                result.append(known, at, assigned.start("value")).append(CREDENTIAL);
                at = assigned.start("value") + value.length();
            }
        }
        return at == 0 ? known : result.append(known, at, known.length()).toString();
    }

    private static String bare(String value) {
        int end = value.length();
        while (end > 0 && ".)]!?".indexOf(value.charAt(end - 1)) >= 0) {
            end--;
        }
        return value.substring(0, end);
    }

    /** Long enough, of at least two sorts of characters beside plain words, and not the name of a place where it lies. */
    static boolean looksSecret(String value) {
        if (value.length() < Redactor.MIN_LENGTH
                || value.indexOf(' ') >= 0
                || PLACE.matcher(value).matches()) {
            return false;
        }
        if (KEBAB.matcher(value).matches()
                && value.chars().filter(Character::isDigit).count() < 4) {
            return false;
        }
        boolean digit = value.chars().anyMatch(Character::isDigit);
        boolean letter = value.chars().anyMatch(Character::isLetter);
        boolean sign = value.chars().anyMatch(c -> "!@#$%^&*+=?~|/".indexOf(c) >= 0);
        // A hyphen joins words, and digits alone are a count: both are in too much that is no secret.
        return letter && (digit || sign) && List.of("sha256", "http").stream().noneMatch(value::startsWith);
    }
}
