package dev.stayer.workflow;

import dev.stayer.core.Texts;
import dev.stayer.workflow.expr.Expression;
import dev.stayer.workflow.expr.Expressions;
import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Reads a person's shell text as far as it takes to know where an expression stands: bare, as a word of its own, it becomes
 * one quoted variable; anywhere else its value would be read as code, so it is refused.
 */
public final class ShellTemplates {
    private static final String BREAKS = " \t\n;|&()<>";

    private final String text;
    private final IntFunction<Place> placeAt;
    private final List<Problem> problems;
    private final StringBuilder script = new StringBuilder();
    private final Map<String, Expression> expressions = new LinkedHashMap<>();
    private final Deque<Where> where = new ArrayDeque<>();
    private final Deque<HereDocument> hereDocuments = new ArrayDeque<>();
    private int at;

    private enum Where {
        CODE,
        SUBSTITUTION,
        SINGLE_QUOTES,
        DOUBLE_QUOTES,
        BACKTICKS,
        ARITHMETIC
    }

    private record HereDocument(String delimiter, boolean tabsStripped) {}

    private ShellTemplates(String text, IntFunction<Place> placeAt, List<Problem> problems) {
        this.text = text;
        this.placeAt = placeAt;
        this.problems = problems;
        where.push(Where.CODE);
    }

    /**
     * Parses the text; an expression in the wrong place becomes a problem.
     *
     * @param placeAt where a character of the text, counted from 0, stands in its file
     */
    public static ShellTemplate parse(String text, IntFunction<Place> placeAt, List<Problem> problems) {
        ShellTemplates lexer = new ShellTemplates(text, placeAt, problems);
        while (lexer.at < text.length()) {
            lexer.step();
        }
        return new ShellTemplate(text, lexer.script.toString(), lexer.expressions);
    }

    private void step() {
        if (text.startsWith("${{", at)) {
            expression();
            return;
        }
        char c = text.charAt(at);
        switch (where.peek()) {
            case SINGLE_QUOTES -> {
                leaveAt(c, '\'');
                copy(1);
            }
            case DOUBLE_QUOTES -> inDoubleQuotes(c);
            case BACKTICKS -> {
                if (c == '\\') {
                    copy(2);
                } else {
                    leaveAt(c, '`');
                    copy(1);
                }
            }
            case ARITHMETIC -> {
                if (text.startsWith("))", at)) {
                    where.pop();
                    copy(2);
                } else {
                    copy(1);
                }
            }
            default -> inCode(c);
        }
    }

    private void inCode(char c) {
        switch (c) {
            case '\\' -> copy(2);
            case '\'' -> enter(Where.SINGLE_QUOTES, 1);
            case '"' -> enter(Where.DOUBLE_QUOTES, 1);
            case '`' -> enter(Where.BACKTICKS, 1);
            case '#' -> {
                if (at == 0 || BREAKS.indexOf(text.charAt(at - 1)) >= 0) {
                    int end = text.indexOf('\n', at);
                    copy((end < 0 ? text.length() : end) - at);
                } else {
                    copy(1);
                }
            }
            case '$' -> dollar();
            case '(' -> enter(Where.SUBSTITUTION, 1);
            case ')' -> {
                // A case pattern closes what was never opened.
                if (where.size() > 1 && where.peek() == Where.SUBSTITUTION) {
                    where.pop();
                }
                copy(1);
            }
            case '<' -> hereDocumentStart();
            case '\n' -> {
                copy(1);
                hereDocumentBodies();
            }
            default -> copy(1);
        }
    }

    private void inDoubleQuotes(char c) {
        switch (c) {
            case '\\' -> copy(2);
            case '"' -> {
                where.pop();
                copy(1);
            }
            case '`' -> enter(Where.BACKTICKS, 1);
            case '$' -> dollar();
            default -> copy(1);
        }
    }

    private void dollar() {
        if (text.startsWith("$((", at)) {
            enter(Where.ARITHMETIC, 3);
        } else if (text.startsWith("$(", at)) {
            enter(Where.SUBSTITUTION, 2);
        } else {
            copy(1);
        }
    }

    private void hereDocumentStart() {
        if (!text.startsWith("<<", at) || text.startsWith("<<<", at)) {
            copy(text.startsWith("<<<", at) ? 3 : 1);
            return;
        }
        copy(2);
        boolean tabs = at < text.length() && text.charAt(at) == '-';
        if (tabs) {
            copy(1);
        }
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            copy(1);
        }
        StringBuilder delimiter = new StringBuilder();
        while (at < text.length() && BREAKS.indexOf(text.charAt(at)) < 0) {
            char c = text.charAt(at);
            if (c != '\'' && c != '"' && c != '\\') {
                delimiter.append(c);
            }
            copy(1);
        }
        hereDocuments.add(new HereDocument(delimiter.toString(), tabs));
    }

    private void hereDocumentBodies() {
        while (!hereDocuments.isEmpty()) {
            HereDocument document = hereDocuments.poll();
            while (at < text.length()) {
                int end = text.indexOf('\n', at);
                String line = text.substring(at, end < 0 ? text.length() : end);
                String compared = document.tabsStripped() ? line.replaceFirst("^\t+", "") : line;
                if (line.contains("${{")) {
                    int column = line.indexOf("${{");
                    refuse(at + column, line.substring(column), "inside a here-document");
                }
                copy((end < 0 ? text.length() : end + 1) - at);
                if (compared.equals(document.delimiter())) {
                    break;
                }
            }
        }
    }

    private void expression() {
        int end = Expressions.end(text, at + 3);
        if (end < 0) {
            problems.add(new Problem(placeAt.apply(at), "${{ is not closed: }} is missing"));
            copy(text.length() - at);
            return;
        }
        String source = text.substring(at, end + 2);
        int after = end + 2;
        switch (where.peek()) {
            case SINGLE_QUOTES, DOUBLE_QUOTES -> refuse(at, source, "inside quotes");
            case BACKTICKS -> refuse(at, source, "inside backticks");
            case ARITHMETIC -> refuse(at, source, "inside arithmetic");
            default -> {
                boolean alone = (at == 0 || BREAKS.indexOf(text.charAt(at - 1)) >= 0)
                        && (after == text.length() || BREAKS.indexOf(text.charAt(after)) >= 0);
                if (!alone) {
                    refuse(at, source, "as a part of a word");
                }
            }
        }
        String variable = "STAYER_EXPR_" + (expressions.size() + 1);
        expressions.put(variable, Expressions.parse(text.substring(at + 3, end), placeAt.apply(at), problems));
        script.append("\"$").append(variable).append('"');
        at = after;
    }

    private void refuse(int offset, String source, String how) {
        String shown = Texts.shorten(source, 60);
        problems.add(new Problem(
                placeAt.apply(offset),
                shown.strip() + " stands " + how
                        + ", where its value would be read as code: put it into `env:` and use the variable, or write it"
                        + " as a word of its own"));
    }

    private void enter(Where next, int length) {
        where.push(next);
        copy(length);
    }

    private void leaveAt(char c, char closing) {
        if (c == closing) {
            where.pop();
        }
    }

    private void copy(int length) {
        int end = Math.min(text.length(), at + length);
        script.append(text, at, end);
        at = end;
    }
}
