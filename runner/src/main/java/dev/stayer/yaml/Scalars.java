package dev.stayer.yaml;

import dev.stayer.yaml.YamlNode.YamlScalar;
import dev.stayer.yaml.YamlNode.YamlScalar.Style;
import dev.stayer.yaml.YamlNode.YamlScalar.Type;
import java.util.List;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Makes scalars of a parser's events, with the lines of the file at hand to know where each character stands. */
final class Scalars {
    private static final ScalarResolver CORE = new CoreSchema().getScalarResolver();

    private final List<String> lines;

    Scalars(List<String> lines) {
        this.lines = lines;
    }

    YamlScalar scalar(ScalarEvent event, Place place) {
        Style style = switch (event.getScalarStyle()) {
            case LITERAL -> Style.LITERAL;
            case FOLDED -> Style.FOLDED;
            case SINGLE_QUOTED, DOUBLE_QUOTED, JSON_SCALAR_STYLE -> Style.QUOTED;
            default -> Style.PLAIN;
        };
        Tag tag = CORE.resolve(event.getValue(), style == Style.PLAIN);
        String written = event.getTag().orElse(null);
        if (written != null) {
            if (!written.equals("!") && !written.equals(Tag.STR.getValue()) && !written.equals(tag.getValue())) {
                throw YamlReader.invalid(place, "the tag " + written + " is not possible here: leave it out");
            }
            tag = written.equals("!") ? Tag.STR : new Tag(written);
        }
        if (style == Style.PLAIN && tag.equals(Tag.STR)) {
            String comment = commentAfter(event);
            // Nobody means a number, as in 'Fix issue #42', or an expression to be lost without a word.
            if (comment.matches("#\\d.*") || comment.contains("${{")) {
                throw YamlReader.invalid(
                        place,
                        "what follows ' #' is a comment in YAML, so the text ends before '" + Shown.of(comment)
                                + "': put the text in double quotes, or the comment on a line of its own");
            }
        }
        return new YamlScalar(place, event.getValue(), type(tag), style, contentColumn(event, style));
    }

    /** The comment behind a text on its last line; empty if there is none. */
    private String commentAfter(ScalarEvent event) {
        Mark end = event.getEndMark().orElse(null);
        if (end == null || end.getLine() >= lines.size()) {
            return "";
        }
        String line = lines.get(end.getLine());
        String rest = line.substring(Math.min(
                        line.length(),
                        line.offsetByCodePoints(0, Math.min(end.getColumn(), line.codePointCount(0, line.length())))))
                .strip();
        return rest.startsWith("#") ? rest : "";
    }

    private static Type type(Tag tag) {
        if (tag.equals(Tag.INT)) {
            return Type.INTEGER;
        }
        if (tag.equals(Tag.FLOAT)) {
            return Type.NUMBER;
        }
        if (tag.equals(Tag.BOOL)) {
            return Type.BOOLEAN;
        }
        return tag.equals(Tag.NULL) ? Type.NULL : Type.STRING;
    }

    private int contentColumn(ScalarEvent event, Style style) {
        Mark start = event.getStartMark().orElse(null);
        Mark end = event.getEndMark().orElse(null);
        String text = event.getValue();
        if (start == null || end == null || style == Style.FOLDED) {
            return 0;
        }
        if (style == Style.LITERAL) {
            return literalColumn(text, start.getLine() + 1);
        }
        int quotes = style == Style.QUOTED ? 1 : 0;
        boolean asWritten = start.getLine() == end.getLine()
                && end.getColumn() - start.getColumn() == text.codePointCount(0, text.length()) + 2 * quotes;
        return asWritten ? start.getColumn() + 1 + quotes : 0;
    }

    /** The indentation of a block is what its first line with text has more in the file than in the text. */
    private int literalColumn(String text, int firstLine) {
        int line = firstLine;
        for (String content : (Iterable<String>) text.lines()::iterator) {
            if (!content.isBlank()) {
                boolean found = line < lines.size() && lines.get(line).endsWith(content);
                return found ? lines.get(line).length() - content.length() + 1 : 0;
            }
            line++;
        }
        return 0;
    }

    /** True if the character before this column is a dollar sign. */
    boolean endsWithDollar(int line, int column) {
        return line < lines.size()
                && column > 0
                && column <= lines.get(line).length()
                && lines.get(line).charAt(column - 1) == '$';
    }
}
