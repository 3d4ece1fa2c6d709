package dev.stayer.yaml;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Reads one YAML document into nodes with places. Size, bytes and depth are checked before the parser sees them. */
public final class YamlReader {
    /** Larger files are refused: the parser's own limit is applied late, after seconds. */
    public static final int MOST_BYTES = 1024 * 1024;

    private static final int MOST_DEPTH = 50;

    private final String file;

    private YamlReader(String file) {
        this.file = file;
    }

    /**
     * Reads a document.
     *
     * @param file the name to show in places
     * @throws InvalidFileException if it is too large, no text, nested too deeply, or no YAML
     */
    public static YamlNode read(String file, byte[] bytes) {
        return new YamlReader(file).read(bytes);
    }

    private YamlNode read(byte[] bytes) {
        if (bytes.length > MOST_BYTES) {
            throw invalid(1, 1, "the file has %d bytes, at most %d are read".formatted(bytes.length, MOST_BYTES));
        }
        String text = decode(bytes);
        checkDepth(text);
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setMaxAliasesForCollections(0)
                .setCodePointLimit(MOST_BYTES)
                .setAllowDuplicateKeys(false)
                .setLabel(file)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                throw invalid(1, 1, "the file is empty");
            }
            return node(root.get(), 0);
        } catch (MarkedYamlEngineException e) {
            throw invalid(e);
        } catch (YamlEngineException e) {
            throw invalid(1, 1, String.valueOf(e.getMessage()));
        } catch (StackOverflowError e) {
            throw invalid(1, 1, "the file is nested too deeply");
        }
    }

    private String decode(byte[] bytes) {
        int line = 1;
        for (byte b : bytes) {
            if (b == 0) {
                throw invalid(line, 1, "this is no text file: it holds a NUL character");
            }
            line += b == '\n' ? 1 : 0;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw invalid(1, 1, "this is no text file in UTF-8");
        }
    }

    private void checkDepth(String text) {
        int depth = 0;
        int line = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[' || c == '{') {
                depth++;
            } else if ((c == ']' || c == '}') && depth > 0) {
                depth--;
            } else if (c == '\n') {
                line++;
            }
            // Brackets also stand in texts; only far more than any text has are refused before parsing.
            if (depth > 400) {
                throw invalid(line, 1, "the file is nested too deeply");
            }
        }
    }

    private YamlNode node(Node node, int depth) {
        Place place = place(node.getStartMark());
        if (depth > MOST_DEPTH) {
            throw new InvalidFileException(List.of(new Problem(place, "nested deeper than " + MOST_DEPTH + " levels")));
        }
        return switch (node) {
            case MappingNode map -> map(map, place, depth);
            case SequenceNode list -> {
                List<YamlNode> items = new ArrayList<>();
                for (Node item : list.getValue()) {
                    items.add(node(item, depth + 1));
                }
                yield new YamlNode.YamlList(place, items);
            }
            case ScalarNode scalar -> scalar(scalar, place);
            default ->
                throw new InvalidFileException(
                        List.of(new Problem(place, "an alias to a list or a map is not possible here: write it out")));
        };
    }

    private YamlNode map(MappingNode map, Place place, int depth) {
        Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : map.getValue()) {
            Place keyPlace = place(tuple.getKeyNode().getStartMark());
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                throw new InvalidFileException(List.of(new Problem(
                        keyPlace,
                        "a key must be a plain word; if this is an expression ${{ … }}, put it in double quotes")));
            }
            YamlNode.Entry entry = new YamlNode.Entry(keyPlace, node(tuple.getValueNode(), depth + 1));
            if (entries.put(key.getValue(), entry) != null) {
                throw new InvalidFileException(
                        List.of(new Problem(keyPlace, "the key '" + key.getValue() + "' stands here twice")));
            }
        }
        return new YamlNode.YamlMap(place, entries);
    }

    private static YamlNode scalar(ScalarNode scalar, Place place) {
        Tag tag = scalar.getTag();
        YamlNode.YamlScalar.Type type;
        if (tag.equals(Tag.STR)) {
            type = YamlNode.YamlScalar.Type.STRING;
        } else if (tag.equals(Tag.INT)) {
            type = YamlNode.YamlScalar.Type.INTEGER;
        } else if (tag.equals(Tag.FLOAT)) {
            type = YamlNode.YamlScalar.Type.NUMBER;
        } else if (tag.equals(Tag.BOOL)) {
            type = YamlNode.YamlScalar.Type.BOOLEAN;
        } else if (tag.equals(Tag.NULL)) {
            type = YamlNode.YamlScalar.Type.NULL;
        } else {
            throw new InvalidFileException(List.of(new Problem(place, "the tag " + tag + " is not possible here")));
        }
        return new YamlNode.YamlScalar(place, scalar.getValue(), type, scalar.getScalarStyle() == ScalarStyle.PLAIN);
    }

    private InvalidFileException invalid(MarkedYamlEngineException error) {
        Place place = error.getProblemMark().map(this::place).orElse(new Place(file, 1, 1));
        String message = String.valueOf(error.getProblem());
        String context = error.getContextMark()
                .filter(mark -> error.getContext() != null)
                .map(mark -> " (" + error.getContext() + " at line " + (mark.getLine() + 1) + ")")
                .orElse("");
        return new InvalidFileException(List.of(new Problem(place, message + context)));
    }

    private Place place(Optional<Mark> mark) {
        return mark.map(this::place).orElse(new Place(file, 1, 1));
    }

    private Place place(Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private InvalidFileException invalid(int line, int column, String message) {
        return new InvalidFileException(List.of(new Problem(new Place(file, line, column), message)));
    }
}
