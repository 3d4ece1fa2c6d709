package dev.stayer.tool.memory;

import dev.stayer.core.Json;
import dev.stayer.model.ToolSpec;
import dev.stayer.search.Entry;
import dev.stayer.search.Hits;
import dev.stayer.search.IndexRefresh;
import dev.stayer.search.Query;
import dev.stayer.search.Search;
import dev.stayer.search.Snippet;
import dev.stayer.store.Database;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import tools.jackson.databind.node.ObjectNode;

/** Finds what this and earlier runs learnt, noted and did; what is found is data, with who said it. */
public final class SearchTool implements Tool {
    private static final ToolSpec SPEC = new ToolSpec(
            "search", "Finds facts, notes, commands and messages of this and earlier runs.", (ObjectNode) Json.parse(
                    "{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\"}},\"required\":[\"query\"]}"));

    private static final int HITS = 8;
    private static final int SNIPPET = 400;

    private final Database database;

    public SearchTool(Database database) {
        this.database = database;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Repeat repeat(ObjectNode arguments) {
        return Repeat.PURE;
    }

    @Override
    public Answer call(ObjectNode arguments, Call call) {
        String words = arguments.path("query").asString("").strip();
        if (words.isEmpty()) {
            return Answer.failure("the query is empty");
        }
        Hits hits = IndexRefresh.mending(database, tx -> Search.find(tx, new Query(words, null, null, null, HITS)));
        if (hits.hits().isEmpty()) {
            return Answer.of("nothing found; try other or fewer words");
        }
        StringBuilder text = new StringBuilder();
        for (Hits.Hit hit : hits.hits()) {
            Entry entry = hit.entry();
            text.append("- ").append(entry.layer().word()).append(' ').append(entry.file());
            text.append(entry.line() == 0 ? "" : ":" + entry.line());
            text.append(
                    entry.time() == null ? "" : ", " + entry.time().toString().substring(0, 10));
            text.append(", by ").append(entry.origin().word()).append(":\n  ");
            text.append(Snippet.of(entry.text(), hits.terms(), SNIPPET, "", "")).append('\n');
        }
        return Answer.of(text.toString());
    }
}
