package dev.stayer.distill;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a shell text into its simple commands: quotes, escapes, line continuations, comments, operators, redirections,
 * here-documents and nested substitutions are understood; nothing is expanded or run. Never fails: what is not closed ends with
 * the text.
 */
final class ShellLexer {
    /** Longer texts are looked at only so far: no command that repeats is longer. */
    private static final int MAX_LENGTH = 64 * 1024;

    private final String text;
    private int at;
    private final List<ShellCommand> commands = new ArrayList<>();
    private List<ShellCommand.Word> words = new ArrayList<>();
    private final List<Heredoc> pending = new ArrayList<>();
    private boolean piped;

    private record Heredoc(String end, boolean tabs) {}

    private ShellLexer(String text) {
        this.text = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) : text;
    }

    /** The simple commands in their order, those of pipes and lists included. */
    static List<ShellCommand> commands(String text) {
        ShellLexer lexer = new ShellLexer(text);
        lexer.read();
        return lexer.commands;
    }

    private void read() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                at++;
                end(false);
                skipHeredocs();
            } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                at += 2;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (c == '#') {
                comment();
            } else if (c == '(' && words.isEmpty()) {
                // What a bracket begins with reads what is piped into it.
                at++;
            } else if (c == ';' || c == '(' || c == ')') {
                at++;
                end(false);
            } else if (c == '&' && !isRedirection()) {
                at += at + 1 < text.length() && text.charAt(at + 1) == '&' ? 2 : 1;
                end(false);
            } else if (c == '|') {
                boolean or = at + 1 < text.length() && text.charAt(at + 1) == '|';
                at += or || (at + 1 < text.length() && text.charAt(at + 1) == '&') ? 2 : 1;
                end(!or);
            } else if (isRedirection()) {
                redirection();
            } else {
                words.add(word());
            }
        }
        end(false);
    }

    private void end(boolean pipe) {
        if (!words.isEmpty()) {
            commands.add(new ShellCommand(words, piped));
            words = new ArrayList<>();
        }
        piped = pipe;
    }

    private void comment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private boolean isRedirection() {
        int i = at;
        while (i < text.length() && Character.isDigit(text.charAt(i))) {
            i++;
        }
        if (i < text.length() && (text.charAt(i) == '<' || text.charAt(i) == '>')) {
            return true;
        }
        return text.startsWith("&>", at);
    }

    private void redirection() {
        int from = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '&')) {
            at++;
        }
        if (text.startsWith("<<<", at)) {
            at += 3;
        } else if (text.startsWith("<<", at)) {
            at += 2;
            boolean tabs = at < text.length() && text.charAt(at) == '-';
            at += tabs ? 1 : 0;
            blanks();
            ShellCommand.Word end = word();
            pending.add(new Heredoc(end.text(), tabs));
            words.add(new ShellCommand.Word("<<", "<<"));
            return;
        } else if (text.startsWith("<(", at) || text.startsWith(">(", at)) {
            int start = at;
            at++;
            substitution();
            words.add(new ShellCommand.Word(text.substring(start, at), text.substring(start, at)));
            return;
        } else {
            at += text.startsWith(">>", at) ? 2 : 1;
        }
        if (at < text.length() && (text.charAt(at) == '&' || text.charAt(at) == '|')) {
            at++;
        }
        String sign = text.substring(from, at);
        blanks();
        if (text.startsWith("<(", at)) {
            // Redirected from a substitution: the sign and what it stands for.
            words.add(new ShellCommand.Word(sign, sign));
            redirection();
            return;
        }
        if (sign.endsWith("&") && sign.length() > 1) {
            ShellCommand.Word target = word();
            words.add(new ShellCommand.Word(sign + target.text(), sign + target.raw()));
        } else {
            words.add(new ShellCommand.Word(sign, sign));
            if (at < text.length() && text.charAt(at) != '\n') {
                words.add(word());
            }
        }
    }

    private void blanks() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private void skipHeredocs() {
        for (Heredoc doc : pending) {
            while (at < text.length()) {
                int newline = text.indexOf('\n', at);
                String line = text.substring(at, newline < 0 ? text.length() : newline);
                at = newline < 0 ? text.length() : newline + 1;
                if ((doc.tabs() ? line.stripLeading() : line).equals(doc.end())) {
                    break;
                }
            }
        }
        pending.clear();
    }

    private ShellCommand.Word word() {
        int from = at;
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length()) {
                if (text.charAt(at + 1) != '\n') {
                    value.append(text.charAt(at + 1));
                }
                at += 2;
            } else if (c == '\'') {
                int close = text.indexOf('\'', at + 1);
                close = close < 0 ? text.length() : close;
                value.append(text, at + 1, close);
                at = Math.min(close + 1, text.length());
            } else if (c == '"') {
                quoted(value);
            } else if (c == '`') {
                int close = text.indexOf('`', at + 1);
                close = close < 0 ? text.length() : close + 1;
                value.append(text, at, close);
                at = close;
            } else if (c == '$' && at + 1 < text.length() && "({".indexOf(text.charAt(at + 1)) >= 0) {
                int start = at;
                at++;
                substitution();
                value.append(text, start, at);
            } else if (Character.isWhitespace(c) || ";&|<>()".indexOf(c) >= 0) {
                break;
            } else {
                value.append(c);
                at++;
            }
        }
        if (at == from) {
            at++;
        }
        return new ShellCommand.Word(value.toString(), text.substring(from, Math.min(at, text.length())));
    }

    private void quoted(StringBuilder value) {
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            if (c == '\\' && at + 1 < text.length() && "\"\\$`\n".indexOf(text.charAt(at + 1)) >= 0) {
                if (text.charAt(at + 1) != '\n') {
                    value.append(text.charAt(at + 1));
                }
                at += 2;
            } else if (c == '$' && at + 1 < text.length() && text.charAt(at + 1) == '(') {
                int start = at;
                at++;
                substitution();
                value.append(text, start, at);
            } else {
                value.append(c);
                at++;
            }
        }
        at = Math.min(at + 1, text.length());
    }

    /** Moves behind the bracket that closes the one at the current place. */
    private void substitution() {
        char open = text.charAt(at);
        char close = open == '(' ? ')' : '}';
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\') {
                at = Math.min(at + 1, text.length());
            } else if (c == '"' && open == '(') {
                at--;
                quoted(new StringBuilder());
            } else if (c == '\'' && open == '(') {
                int end = text.indexOf('\'', at);
                at = end < 0 ? text.length() : end + 1;
            } else if (c == open) {
                depth++;
            } else if (c == close && --depth == 0) {
                return;
            }
        }
    }
}
