package dev.stayer.distill;

import dev.stayer.redact.Redactor;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What keeps a text out of every skill: secrets, code fetched and run unseen, characters that show something else than is there. */
final class Hazards {
    static final int SECRET = 1;
    static final int FETCHED_CODE = 2;
    static final int HIDDEN = 4;
    static final int OBEYS = 8;

    private static final Redactor SHAPES = Redactor.of(Map.of(), Map.of());
    private static final Pattern HINT = Pattern.compile(
            "(?i)pass|pwd|secret|token|credential|key|auth|redacted|bearer|://|-p|-u|AKIA|ASIA|gh[pousr]_|sk[-_]|xox|eyJ|glpat|[A-Za-z0-9+/_-]{32}");
    /** What is called a password is one, whatever it looks like. */
    private static final Pattern PASSWORD = Pattern.compile(
            "(?i)(?:--?[\\w-]*(?:password|passwd|passphrase|secret) |[\\w.-]*(?:password|passwd|passphrase|secret)s?[\"']?\\s*[=:]\\s*)[\"']?(?<value>[^\\s\"',;}|&]{5,})");

    private static final Pattern ASSIGNED = Pattern.compile(
            "(?i)(?:[\\w.-]*(?:password|passwd|passphrase|pwd|secret|token|credentials?|api[_-]?key|access[_-]?key(?:[_-]?id)?|private[_-]?key)(?:[_-](?:key|value|id|base))?"
                    + "|(?<![a-z])auth(?:orization)?)[\"']?\\s*(?:=|:|\\s)\\s*(?:bearer |basic )?[\"']?(?<value>[^\\s\"',;}]{6,})");
    private static final Pattern LIKELY = Pattern.compile(
            "(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{10,}|sk[-_](?:live|test|proj|ant)?[-_]?[A-Za-z0-9_-]{12,}|A[KS]IA[A-Z0-9]{8,}|xox[abeoprs]-[A-Za-z0-9-]{8,}|glpat-[\\w-]{8,}|eyJ[\\w-]{10,}\\.)");
    private static final Pattern LONG =
            Pattern.compile("(?<![A-Za-z0-9+/_.-])[A-Za-z0-9+_-]{32,}={0,2}(?![A-Za-z0-9+/_.-])");
    private static final Pattern ATTACHED = Pattern.compile("(?:^|\\s)-p(?<value>[^\\s\"'-][^\\s\"']{5,})");
    private static final Pattern USER =
            Pattern.compile("(?:^|\\s)(?:-u|--user)[ =]?[\"']?[^\\s:\"'/]+:(?<value>[^\\s\"'@]{4,})");
    private static final Pattern REFERENCE = Pattern.compile(
            "(?:\\$.*|\\{.*|<.*|%.*|\\*+|x+|env:.*|(?:[~.]?/)?(?:[\\w.-]+/)+[\\w.-]*|[\\w-]+\\.[A-Za-z]{1,5}|true|false|null|none)");
    /** For texts that a shell would not read as commands here: documents within documents, PowerShell, other languages. */
    private static final Pattern FETCHED = Pattern.compile(
            "(?is)\\b(?:curl|wget)\\b[^\\n;&]*\\|\\s*(?:sudo\\s+)?(?:env\\s+)?(?:/\\S*/)?(?:ba|z|da|k)?sh\\b(?![ \\t]+[\\w./])"
                    + "|\\b(?:ba|z)?sh\\b\\s+(?:-\\w+\\s+)?[\"']?(?:<\\(|\\$\\()\\s*(?:curl|wget)\\b"
                    + "|\\|\\s*(?:iex|invoke-expression)\\b|\\binvoke-expression\\b|downloadstring\\s*\\("
                    + "|\\biex\\b[^\\n]*(?:\\biwr\\b|\\birm\\b|invoke-webrequest|invoke-restmethod|webclient)"
                    + "|\\[scriptblock\\]::create|/dev/tcp/|base64\\s+(?:-d|--decode|-D)[^\\n;&]*\\|\\s*(?:ba|z)?sh\\b");

    private static final Pattern OBEY = Pattern.compile(
            "(?i)ignore (?:all |any |the )?(?:previous|prior|above|earlier) (?:instructions|prompts?)|(?:make|turn|save|distill|store|remember)\\b.{0,40}\\b(?:as|into|to) an? skill|"
                    + "(?:create|write|add|install|enable) (?:a|an|the|this) (?:new )?skill|you are now|system prompt|disregard (?:all|the|your)");

    /** Cheap looks before the dear ones. */
    private static final Pattern MAY_FETCH = Pattern.compile(
            "(?i)curl|wget|c\\W*u\\W*r\\W*l\\b|w\\W*g\\W*e\\W*t\\b|fetch|iex|invoke-|\\bi[rw][mr]\\b|base(?:64|32|nc)|openssl|xxd|uudecode|aria2|://|git\\+|git(?:hub|lab):|gist:"
                    + "|\\bhttps?\\b|lynx|links|w3m|netcat|\\bn(?:c|cat)\\b|telnet|ftp|\\bxh\\b|s3 cp|gsutil|gh (?:api|gist)|download|scp|rsync"
                    + "|urlopen|\\bnp[mx]\\b|\\byarn\\b|\\bbunx?\\b|\\\\x[0-9a-f]{2}|\\\\[0-7]{3}|scriptblock|/dev/tcp|certutil|-e(?:nc\\w*)? [A-Za-z0-9+/=]{16}");

    private static final Pattern MAY_OBEY = Pattern.compile("(?i)skill|instruction|prompt|disregard|you are now");

    private Hazards() {}

    /** The signs found in a text; 0 if it is harmless. */
    static int of(String text) {
        return of(text, text);
    }

    /** The same for a page of which only some is commands, which are looked at as they would be run one after the other. */
    static int of(String page, String commands) {
        return (hasSecret(page) ? SECRET : 0)
                | (mayFetch(page) && (FETCHED.matcher(page).find() || new FetchedCode().runs(commands))
                        ? FETCHED_CODE
                        : 0)
                | (hasHidden(page) ? HIDDEN : 0)
                | (MAY_OBEY.matcher(page).find() && OBEY.matcher(page).find() ? OBEYS : 0);
    }

    /** False where nothing in the text could fetch: a look that costs little. */
    static boolean mayFetch(String text) {
        return MAY_FETCH.matcher(text).find();
    }

    /** Why such a text is refused, as part of a sentence. */
    static String why(int hazards) {
        if ((hazards & SECRET) != 0) {
            return "a secret stands in its arguments";
        }
        if ((hazards & FETCHED_CODE) != 0) {
            return "it runs code that it has just fetched";
        }
        return (hazards & HIDDEN) != 0
                ? "it holds characters that cannot be seen, or terminal escapes"
                : "its words ask to be obeyed";
    }

    static boolean hasSecret(String text) {
        if (!HINT.matcher(text).find()) {
            return false;
        }
        if (text.contains("[redacted:") || !SHAPES.redact(text).equals(text)) {
            return true;
        }
        if (LIKELY.matcher(text).find()
                || found(ASSIGNED, text, true)
                || found(ATTACHED, text, true)
                || found(USER, text, true)) {
            return true;
        }
        return found(PASSWORD, text, false) || isDrawn(text);
    }

    /** A long word of all sorts of characters, as only a machine makes them. */
    private static boolean isDrawn(String text) {
        Matcher matcher = LONG.matcher(text);
        while (matcher.find()) {
            String word = matcher.group();
            if (word.chars().filter(Character::isDigit).count() >= 4
                    && word.chars().filter(Character::isUpperCase).count() >= 4
                    && word.chars().filter(Character::isLowerCase).count() >= 4) {
                return true;
            }
        }
        return false;
    }

    private static boolean found(Pattern pattern, String text, boolean mixed) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            String value = matcher.group("value");
            boolean looksIt = !mixed
                    || (value.chars().anyMatch(Character::isDigit)
                            && value.chars().anyMatch(Character::isLetter));
            if (looksIt && value.charAt(0) != '-' && !REFERENCE.matcher(value).matches()) {
                return true;
            }
        }
        return false;
    }

    static boolean hasHidden(String text) {
        boolean plain = true;
        for (int i = 0; i < text.length() && plain; i++) {
            char c = text.charAt(i);
            plain = (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t' || c == '\r';
        }
        return !plain
                && text.codePoints()
                        .anyMatch(c -> (c < 0x20 && c != '\n' && c != '\t' && c != '\r')
                                || (c >= 0x7f && c < 0xa0)
                                || Character.getType(c) == Character.FORMAT
                                || Character.getType(c) == Character.PRIVATE_USE
                                || Character.getType(c) == Character.SURROGATE
                                || (c >= 0xfe00 && c <= 0xfe0f)
                                || (c >= 0xe0000 && c <= 0xe01ef)
                                || c == 0x2028
                                || c == 0x2029);
    }
}
