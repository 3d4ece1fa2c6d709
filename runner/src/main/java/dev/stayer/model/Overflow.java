package dev.stayer.model;

import java.util.regex.Pattern;

/**
 * Recognises that a prompt is too long, in the words of any vendor: something that a prompt is made of, and something that
 * says "more than there is room for". What it does not recognise is still tried once with a shorter context.
 */
final class Overflow {
    private static final Pattern PROMPT = Pattern.compile(
            "(?i)context|prompt|input|\\bmessages?\\b|sequence|conversation|\\brequest\\b|token|history|payload|\\bbody\\b|entity|n_ctx|kv["
                    + " -]?cache|上下文|输入|提示|トークン|入力|토큰|입력");
    private static final Pattern EXCESS = Pattern.compile("(?i)exceed|too (?:long|large|many|big)|overflow|over the"
            + " (?:limit|max)|(?:longer|larger|greater|more|bigger|higher|fewer|less)(?: \\w+)? than|out of"
            + " (?:range|context)|(?:not|n't|cannot|never) fit|no room|not enough room|maximum"
            + " (?:context|input|prompt|sequence|number of|allowed|length|size)|max(?:imum)?[ _-]?(?:model["
            + " _-]?)?len(?:gth)?\\b|context[ _-](?:length|window|size|limit)|reduce |be"
            + " reduced|shorten|surpass|beyond|truncat|above the limit|超出|超过|过长|超長|超え|초과");
    private static final Pattern MEASURE =
            Pattern.compile("(?i)token|context|length|\\blong(?:er)?\\b|size|too large|window|n_ctx|长|長|길|초과|超");
    /** Too much of something else: per minute, of tools, in one field, in the answer. */
    private static final Pattern OTHER =
            Pattern.compile("(?i)(?:string|array|value|description|name|\\bid) (?:is )?too (?:long|large)|too many"
                    + " (?:requests|tools|functions|images|files|stop)|(?:tools|functions|stop|images)\\W.{0,40}too"
                    + " (?:long|many)|per (?:minute|second|hour|day)|rate.?limit|completion tokens|output tokens");

    private static final Pattern OUTPUT_ONLY =
            Pattern.compile("(?i)^\\W*max_(?:completion_|output_|new_)?tokens|maxOutputTokens");
    private static final Pattern BOTH = Pattern.compile("(?i)input|prompt|context|messages");
    /** A rate that one request alone is above never lets it through. */
    private static final Pattern NEVER = Pattern.compile("(?i)tokens must be reduced|request too large");
    /** Names of this one error that vendors give it. */
    private static final Pattern CODE = Pattern.compile(
            "(?i)context_length_exceeded|exceed_context_size|request_too_large"
                    + "|context_window_exceeded|string_above_max_length|tokens_limit_reached|prompt_too_long|model_max_prompt_tokens_exceeded");

    private Overflow() {}

    /**
     * True if that is what it says.
     *
     * @param status of the answer; 0 inside of one
     * @param type its name for the error
     */
    static boolean in(int status, String type, String parameter, String words) {
        if (status == 413) {
            return true;
        }
        if (status == 401 || status == 402 || status == 403 || status == 404) {
            return false;
        }
        String all = type + " " + words;
        if (NEVER.matcher(words).find() || CODE.matcher(all).find()) {
            return true;
        }
        boolean both = BOTH.matcher(words).find();
        if (status == 429
                || (OTHER.matcher(words).find() && !both)
                || (OUTPUT_ONLY.matcher(words).find() && !both)) {
            return false;
        }
        if (words.toLowerCase(java.util.Locale.ROOT).contains("string too long")) {
            return false;
        }
        return PROMPT.matcher(words).find()
                && EXCESS.matcher(words).find()
                && MEASURE.matcher(words).find();
    }
}
