package dev.stayer.yaml;

import dev.stayer.yaml.YamlNode.YamlList;
import dev.stayer.yaml.YamlNode.YamlMap;
import dev.stayer.yaml.YamlNode.YamlScalar;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads one YAML 1.2 document into nodes with places. It is built from the parser's events, which arrive one by one: so depth,
 * aliases and doubled keys are judged where they stand, before anything recurses or grows.
 */
public final class YamlReader {
    /** Larger files are refused: the parser's own limit is applied late, after seconds for one long text. */
    public static final int MAX_BYTES = 512 * 1024;

    static final int MAX_DEPTH = 50;

    private final String file;
    private final Map<String, YamlNode> anchors = new HashMap<>();
    private Scalars scalars = new Scalars(List.of());
    private Iterator<Event> events = java.util.Collections.emptyIterator();

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

    /**
     * The bytes as text, a byte order mark left out.
     *
     * @throws InvalidFileException if they are no UTF-8, or hold a NUL
     */
    public static String decode(String file, byte[] bytes) {
        int line = 1;
        for (byte b : bytes) {
            if (b == 0) {
                throw invalid(new Place(file, line, 1), "this is not a text file: it holds a NUL character");
            }
            line += b == '\n' ? 1 : 0;
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw invalid(new Place(file, 1, 1), "this is not a text file in UTF-8: save it as UTF-8");
        }
    }

    private YamlNode read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw invalid(
                    new Place(file, 1, 1),
                    "the file has more than %d KB, which is the most that is read: move parts of it into files of their own"
                            .formatted(MAX_BYTES / 1024));
        }
        String text = decode(file, bytes);
        scalars = new Scalars(text.lines().toList());
        LoadSettings settings = LoadSettings.builder()
                .setSchema(new CoreSchema())
                .setCodePointLimit(MAX_BYTES)
                .setLabel(file)
                .build();
        try {
            events = new Parse(settings).parseString(text).iterator();
            return document();
        } catch (MarkedYamlEngineException e) {
            throw syntax(e);
        } catch (YamlEngineException e) {
            throw invalid(new Place(file, 1, 1), String.valueOf(e.getMessage()));
        }
    }

    private YamlNode document() {
        YamlNode root = null;
        while (events.hasNext()) {
            Event event = events.next();
            switch (event.getEventId()) {
                case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
                case DocumentStart -> {
                    if (root != null) {
                        throw invalid(place(event), "a file holds one document: remove this '---' and what follows");
                    }
                }
                default -> root = node(event, 1);
            }
        }
        if (root == null || (root instanceof YamlScalar scalar && scalar.isNull())) {
            throw invalid(new Place(file, 1, 1), "the file is empty");
        }
        return root;
    }

    private YamlNode node(Event event, int depth) {
        Place place = place(event);
        if (depth > MAX_DEPTH && event instanceof CollectionStartEvent) {
            throw invalid(place, "this is nested deeper than " + MAX_DEPTH + " levels");
        }
        if (event instanceof AliasEvent alias) {
            return alias(alias, place);
        }
        if (event instanceof CollectionStartEvent start) {
            boolean map = event.getEventId() == Event.ID.MappingStart;
            String tag = start.getTag().orElse(null);
            if (tag != null && !tag.equals("!") && !tag.equals("tag:yaml.org,2002:" + (map ? "map" : "seq"))) {
                throw invalid(place, "the tag " + tag + " is not possible here: leave it out");
            }
            YamlNode found = map ? new YamlMap(place, new LinkedHashMap<>()) : new YamlList(place, new ArrayList<>());
            anchor(start, found);
            fill(found, depth);
            return found;
        }
        ScalarEvent scalar = (ScalarEvent) event;
        YamlScalar found = scalars.scalar(scalar, place);
        anchor(scalar, found);
        return found;
    }

    private void fill(YamlNode node, int depth) {
        for (Event event = events.next(); !isEnd(event); event = events.next()) {
            if (node instanceof YamlMap map) {
                entry(map, event, depth);
            } else if (node instanceof YamlList list) {
                list.items().add(node(event, depth + 1));
            }
        }
    }

    private void entry(YamlMap map, Event event, int depth) {
        Place place = place(event);
        if (!(node(event, depth + 1) instanceof YamlScalar key)) {
            throw invalid(
                    place,
                    "a key must be a plain word; if this is an expression, write it as \"${{ … }}\" in double quotes");
        }
        YamlNode value = node(events.next(), depth + 1);
        YamlNode.Entry twice = map.entries().put(key.text(), new YamlNode.Entry(place, value));
        if (twice != null) {
            throw invalid(
                    place,
                    "the key '%s' stands here twice, first in line %d: leave one"
                            .formatted(Shown.of(key.text()), twice.keyPlace().line()));
        }
    }

    private YamlNode alias(AliasEvent alias, Place place) {
        String name = alias.getAlias().getValue();
        YamlNode target = anchors.get(name);
        if (target == null) {
            throw invalid(
                    place,
                    "'*" + name + "' refers to nothing: there is no '&" + name + "' above; if it is a text, quote it");
        }
        if (target instanceof YamlScalar scalar) {
            return new YamlScalar(place, scalar.text(), scalar.type(), scalar.style(), 0);
        }
        throw invalid(place, "an alias to " + target.kind() + " is not possible here: write it out");
    }

    private void anchor(NodeEvent event, YamlNode node) {
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), node));
    }

    private static boolean isEnd(Event event) {
        return event.getEventId() == Event.ID.MappingEnd || event.getEventId() == Event.ID.SequenceEnd;
    }

    private InvalidFileException syntax(MarkedYamlEngineException error) {
        Mark mark = error.getProblemMark().orElse(null);
        String problem = String.valueOf(error.getProblem());
        Place place = mark == null ? new Place(file, 1, 1) : place(mark);
        if (mark != null && scalars.endsWithDollar(mark.getLine(), mark.getColumn()) && problem.endsWith("got {")) {
            return invalid(
                    new Place(file, place.line(), place.column() - 1),
                    "YAML reads this expression as a map: put the text with ${{ … }} in double quotes");
        }
        String began = error.getContextMark()
                .filter(start -> mark == null || start.getIndex() != mark.getIndex())
                .map(start -> ", %s that began at %d:%d"
                        .formatted(error.getContext(), start.getLine() + 1, start.getColumn() + 1))
                .orElse("");
        return invalid(place, sentence(problem) + began + advice(problem));
    }

    private static String sentence(String problem) {
        if (problem.contains("TAB") && problem.contains("cannot start any token")) {
            return "a tab stands here";
        }
        return problem.replaceFirst("\\. \\(Do not use .*", "");
    }

    private static String advice(String problem) {
        if (problem.startsWith("mapping values are not allowed")) {
            return ": put a text that holds ': ' in quotes";
        }
        if (problem.contains("TAB")) {
            return ": indent with spaces";
        }
        return problem.contains("cannot start any token") ? ": put the text in quotes" : "";
    }

    private Place place(Event event) {
        @Nullable Mark mark = event.getStartMark().orElse(null);
        return mark == null ? new Place(file, 1, 1) : place(mark);
    }

    private Place place(Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    static InvalidFileException invalid(Place place, String message) {
        return new InvalidFileException(List.of(new Problem(place, message)));
    }
}
