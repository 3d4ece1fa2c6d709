package dev.stayer.distill;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One simple command of a shell text, with its redirections as words.
 *
 * @param piped true if it reads what the command before it wrote
 */
record ShellCommand(List<Word> words, boolean piped) {
    private static final Pattern SIGN = Pattern.compile("[0-9]?[<>|&]+[0-9-]?.*");

    /**
     * @param text without quotes and escapes
     * @param raw as it was written
     */
    record Word(String text, String raw) {
        boolean isFlag() {
            return text.length() > 1 && text.charAt(0) == '-';
        }

        /** A redirection sign or the like, which is no value. */
        boolean isSign() {
            return !raw.isEmpty()
                    && "<>|&0123456789".indexOf(raw.charAt(0)) >= 0
                    && SIGN.matcher(raw).matches();
        }
    }

    ShellCommand {
        words = List.copyOf(words);
    }
}
