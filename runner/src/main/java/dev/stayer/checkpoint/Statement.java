package dev.stayer.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line or sentence that may settle something, weighed by its form and place alone: no list of words knows how people say
 * that something is settled.
 *
 * @param label what stands before the separator ("Settled in K07"); empty for a sentence without
 * @param series what statements of one kind have in common: the sign in front, else the label without its numbers, else the first words
 * @param counted each of its series has a label of its own
 * @param shape the whole with numbers and names of code taken out
 * @param weight how much speaks for it; what is settled has {@link #ENOUGH}, in the output of a tool {@link #ENOUGH_IN_OUTPUT}
 * @param references the literals that somebody can refer to later
 */
record Statement(
        String text, String label, String series, boolean counted, String shape, int weight, Set<String> references) {
    static final int ENOUGH = 3;
    /** Programs print names with values all the time; there the label has to have a number, too. */
    static final int ENOUGH_IN_OUTPUT = 4;

    private static final int MAX_LENGTH = 280;
    private static final int MIN_LENGTH = 8;
    /** A longer line is data. */
    private static final int MAX_LINE = 4_000;
    /** The same shape as often as this in one text is a table or a log. */
    private static final int ROUTINE = 3;

    private static final int ROUTINE_COSTS = 6;
    private static final int TALK_COSTS = 6;
    private static final int REPORT_COSTS = 4;

    private static final Pattern BULLET =
            Pattern.compile("^(?:[^\\p{L}\\p{N}\\s(\\[<{#§`\"«“]{1,3}\\s+|\\d{1,3}[.)]\\s+)");
    /** A sign in front that is no mark of a list. */
    private static final Pattern SIGN = Pattern.compile("^([^\\p{L}\\p{N}\\s(\\[<{#§`\"«“*+•>_=|/\\\\.,:;-]{1,3})\\s+");

    private static final Pattern OPENING = Pattern.compile("^(?:\\S+ ){3}");
    private static final Pattern EMPHASIS = Pattern.compile("[*_]{2}");

    /** A name, a separator, what it is. A label has no end of a sentence, path or time of day in it. */
    private static final Pattern NAMED = Pattern.compile(
            "(?U)([\\p{L}(\\[#§][^:：.!?/\\\\=→»|\\n]{1,60}?)\\s*(?:(:|：)|(:=|=>|->|→|»|⇒|\\s[–—|]|\\s[-=](?=\\s)))\\s*(\\S.{4,})");

    /** A sign in brackets or after a hash in front: "[K07] …", "#12 …". */
    private static final Pattern TAGGED =
            Pattern.compile("(?U)([\\[(<{#§][\\p{L}\\d _#§-]{1,20}[\\])>}]?)[\\s:–—-]\\s*(\\p{L}.{7,})");

    private static final Pattern NUMBERED = Pattern.compile("\\d");

    /** A literal that names more than a small number does. */
    private static final Pattern NEWS = Pattern.compile("\\d{3}|\\d[.:]\\d|\\p{L}");

    /** Two that exclude each other were weighed. */
    private static final Pattern CHOICE = Pattern.compile(
            "(?iU)\\b(?:instead|rather than|over|not|no longer|only|statt|nicht|nur|pas|no|non|вместо|не)\\b|不|而不是|ではなく|아니");

    /** The speaker tells what they do or see just now. */
    private static final Pattern TALK = Pattern.compile(
            "(?iU)^(?:so|ok(?:ay)?|now|next|then|first|great|good|done|here(?:'s| is| are)|see|let(?:'s| me)|back|still|maybe|perhaps"
                    + "|\\p{L}+ing|there (?:is|are|was|were)|it (?:is|was|seems|looks)|this (?:is|was)|jetzt|nun|maintenant|ahora)\\b"
                    + "|\\b(?:I|I'm|I'll|I've|ich|je|j'|yo)\\b(?!\\s*[/.)\\]])|^(?:我|現在|现在)");

    /** It tells what was: something settled is said of what is and will be. */
    private static final Pattern REPORT = Pattern.compile(
            "(?iU)\\b(?:was|were|had|took|ran|went|came|saw|found|got|did|made|gave|seems?|looks like|wurden?|war|waren|hatte|était|fue)\\b"
                    + "|(?<!\\b(?:is|are|be|stays?|not|now|only) )\\b\\p{L}{2,}ed\\b(?! (?:with|by|in|as|to|at|from|on)\\b)");

    private static final Pattern FAULT = Pattern.compile(
            "(?i)(^|[^a-z])(error|exception|failed|failure|fatal|traceback|cannot|not found|denied|undefined|warn(ing)?)\\b");

    private static final Pattern SENTENCE_END =
            Pattern.compile("(?<=[\\p{Ll}\\d)`\"”»][.!?])\\s+(?=\\p{Lu})|(?<=[。！？])");

    /** What of a reply may settle something, in order. */
    static List<Statement> said(String text) {
        List<Part> parts = parts(text, true);
        List<Statement> statements = new ArrayList<>();
        Map<String, Integer> shapes = shapes(parts);
        parts.forEach(part -> add(statements, part, shapes, true));
        return statements;
    }

    /** The same of what a program printed: its lines with labels; programs do not speak in sentences. */
    static List<Statement> printed(String text) {
        List<Part> parts = parts(text, false);
        List<Statement> statements = new ArrayList<>();
        Map<String, Integer> shapes = shapes(parts);
        parts.forEach(part -> add(statements, part, shapes, false));
        return statements;
    }

    /** True for a literal that is more than a small number, which may come by chance. */
    static boolean isNews(String literal) {
        return NEWS.matcher(literal).find();
    }

    /** @param alone it has a line for itself */
    private record Part(String text, String shape, boolean alone) {
        static Part of(String text, boolean alone) {
            return new Part(text, Literals.masked(text), alone);
        }
    }

    /** @param weight what speaks for it in the form alone; 0 for a sentence without a label */
    private record Form(String label, String value, int weight, boolean numbered) {
        static Form of(String bare) {
            Matcher tagged = TAGGED.matcher(bare);
            if (tagged.matches() && NUMBERED.matcher(tagged.group(1)).find()) {
                return new Form(tagged.group(1), tagged.group(2), 3, true);
            }
            Matcher named = NAMED.matcher(bare);
            if (!named.matches()) {
                return new Form("", bare, 0, false);
            }
            String label = named.group(1).strip();
            if (NUMBERED.matcher(label).find()) {
                return new Form(label, named.group(4), 3, true);
            }
            // A single word with a colon, or any with a dash, stands before all kinds of things.
            boolean weak = named.group(2) == null || label.indexOf(' ') < 0;
            return new Form(label, named.group(4), weak ? 1 : 2, false);
        }
    }

    private static List<Part> parts(String text, boolean sentences) {
        List<Part> parts = new ArrayList<>();
        boolean fence = false;
        for (String line : text.split("\\R", -1)) {
            String clean = line.strip();
            if (clean.startsWith("```") || clean.startsWith("~~~")) {
                fence = !fence;
                continue;
            }
            if (fence || clean.isEmpty() || clean.length() > MAX_LINE) {
                continue;
            }
            String[] pieces = sentences ? SENTENCE_END.split(clean) : new String[] {clean};
            for (String piece : pieces) {
                if (!piece.isBlank()) {
                    parts.add(Part.of(piece.strip(), pieces.length == 1));
                }
            }
        }
        return parts;
    }

    private static Map<String, Integer> shapes(List<Part> parts) {
        Map<String, Integer> shapes = new HashMap<>();
        parts.forEach(part -> shapes.merge(part.shape(), 1, Integer::sum));
        return shapes;
    }

    private static void add(List<Statement> statements, Part part, Map<String, Integer> shapes, boolean sentences) {
        String bare = EMPHASIS.matcher(BULLET.matcher(part.text()).replaceFirst(""))
                .replaceAll("")
                .strip();
        if (part.text().length() > MAX_LENGTH || bare.length() < MIN_LENGTH || bare.endsWith(":")) {
            return;
        }
        Form form = Form.of(bare);
        String label = form.label();
        if (label.isEmpty() && !sentences) {
            return;
        }
        Set<String> references = Literals.of(form.value());
        boolean refers = label.isEmpty()
                ? references.stream().anyMatch(Statement::isNews)
                : !references.isEmpty() || !Literals.of(label).isEmpty();
        int weight = form.weight() + (refers ? 1 : 0);
        if (label.isEmpty()) {
            // A sentence among sentences is known by its place and by what it rules out; else by what comes later.
            weight += part.alone() ? 1 : 0;
            weight += CHOICE.matcher(bare).find() ? 1 : 0;
            weight -= REPORT.matcher(bare).find() ? REPORT_COSTS : 0;
        }
        weight -= bare.endsWith("?") || bare.endsWith("？") ? TALK_COSTS : 0;
        weight -= TALK.matcher(form.numbered() ? form.value() : bare).find() ? TALK_COSTS : 0;
        weight -= FAULT.matcher(bare).find() ? TALK_COSTS : 0;
        weight -= shapes.getOrDefault(part.shape(), 0) >= ROUTINE ? ROUTINE_COSTS : 0;
        Matcher sign = SIGN.matcher(part.text());
        boolean signed = sign.lookingAt();
        String series = signed ? sign.group(1) : label.isEmpty() ? opening(part.shape()) : unnumbered(label);
        boolean counted = !label.isEmpty() && (signed || form.numbered());
        statements.add(new Statement(part.text(), label, series, counted, part.shape(), weight, references));
    }

    private static String unnumbered(String label) {
        return label.toLowerCase(Locale.ROOT).replaceAll("\\d+", "#");
    }

    private static String opening(String shape) {
        Matcher words = OPENING.matcher(shape);
        return words.lookingAt() ? words.group() : shape;
    }

    /** The same statement, weighed anew by what came before or after it. */
    Statement plus(int more) {
        return new Statement(text, label, series, counted, shape, weight + more, references);
    }
}
