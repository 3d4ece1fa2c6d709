package dev.stayer.dream;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Claims about the machine or a service ("the proxy is down", "node is not installed") are true for a while only: a passing
 * failure must not become a rule for ever, so they get an end.
 */
final class Environment {
    /** A start value, not measured: long enough to help, short enough to be looked at again. */
    static final Duration LASTS = Duration.ofDays(30);

    private static final Pattern CLAIM = Pattern.compile(
            "(?i)\\b(not (installed|found|available|reachable|running|supported|working)|unavailable|unreachable|"
                    + "(is|are|was) (down|offline|broken|missing|blocked|unavailable)|no (such|network|space|route|internet)|"
                    + "timed? ?out|time-?out|connection (refused|reset)|could not resolve|cannot (connect|resolve|reach|find)|"
                    + "can't (connect|resolve|reach|find)|permission denied|access denied|rate limit\\w*|quota|"
                    + "out of memory|disk full|command not found|ECONN\\w+|ENOENT|EACCES|ENOSPC|ETIMEDOUT|(http|status|code) 5\\d\\d)\\b");

    private Environment() {}

    /** When a statement ends that was true at the given time; null if it is none about the environment. */
    static @Nullable Instant end(String text, Instant time) {
        return CLAIM.matcher(text).find() ? time.plus(LASTS) : null;
    }
}
