package dev.stayer.agent;

import dev.stayer.model.ModelReply;
import dev.stayer.model.ThoughtText;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A reply in words without a call: it says that the task is done, unless it says nothing or only asks. */
final class WordClaim {
    private static final Pattern FENCED = Pattern.compile("(?s)```.*?(```|\\z)");
    private static final Pattern SENTENCE_END = Pattern.compile("(?<=[.!?…。！？؟])[\\s\"'”’)*_]+|\\R+");
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]");
    private static final Pattern ASKS = Pattern.compile("[?？؟;][\\s\"'”’)*_]*$");

    private WordClaim() {}

    /** The words that claim it, without thoughts; null where they are no claim: cut, refused, empty, or a question. */
    static @Nullable String in(ModelReply reply) {
        String words = ThoughtText.without(reply.message().text()).strip();
        boolean whole = reply.stop() == ModelReply.Stop.END;
        return whole && WORD.matcher(words).find() && !onlyAsks(words) ? words : null;
    }

    /** True if every sentence is a question. */
    static boolean onlyAsks(String words) {
        List<String> sentences = SENTENCE_END
                .splitAsStream(FENCED.matcher(words).replaceAll(" "))
                .filter(sentence -> WORD.matcher(sentence).find())
                .toList();
        // The Greek question mark looks like a semicolon, and is one only where the words are Greek.
        return !sentences.isEmpty()
                && sentences.stream()
                        .allMatch(sentence -> ASKS.matcher(sentence).find()
                                && (!sentence.strip().endsWith(";") || sentence.matches("(?s).*\\p{IsGreek}.*")));
    }
}
