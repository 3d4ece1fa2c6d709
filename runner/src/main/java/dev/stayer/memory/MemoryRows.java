package dev.stayer.memory;

import dev.stayer.store.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What rows know of MEMORY.md and its topic files: how they were rendered lately, and what people wrote around that. */
final class MemoryRows {
    /** An editor that was opened this many renderings ago is still understood. */
    private static final int KEPT = 40;
    /** As much, for a topic file, which may be large and which few people edit. */
    private static final int KEPT_OF_TOPIC = 4;

    private static final String HEAD = "head";
    private static final String TAIL = "tail";

    private final Facts facts;
    private final SecretScan secrets;

    MemoryRows(Facts facts, SecretScan secrets) {
        this.facts = facts;
        this.secrets = secrets;
    }

    /**
     * The files as they are to be.
     *
     * @param edits how many facts people's edits changed or added
     * @param files by path; empty for a file that is not to be there
     */
    record Result(int edits, Map<String, Optional<String>> files) {}

    /** Takes people's edits into the rows and renders the files anew, in one transaction. */
    Result exchange(Tx tx, Map<String, String> seen, Instant now) {
        List<Fact> all = Facts.all(tx);
        Edits edits = new Edits(all, now, facts.ids(tx));
        Map<String, MemoryPage> pages = new LinkedHashMap<>();
        seen.forEach((path, text) -> pages.put(path, MemoryPage.read(text)));
        Set<String> anywhere = pages.values().stream()
                .flatMap(page -> page.items().stream())
                .map(MemoryPage.Item::text)
                .collect(Collectors.toSet());
        pages.forEach((path, page) -> {
            edits.take(page.whole() ? base(tx, path, page.mark()) : null, page.items(), anywhere);
            keep(tx, path, HEAD, page.head(), now);
            keep(tx, path, TAIL, page.tail(), now);
        });
        List<Fact> changed = edits.changed();
        facts.apply(tx, changed, Edits.PERSON, "edited " + Rendering.MEMORY);
        Map<String, String> bodies = bodies(tx, pages, now);
        long change = newestChange(tx);
        bodies.forEach((path, body) -> {
            tx.update(
                    "REPLACE INTO MEMORY_FILE (PATH, MARK, BODY, AS_OF, CHANGE_ID) VALUES (?, ?, ?, ?, ?)",
                    path,
                    MemoryPage.markOf(body),
                    body,
                    now.toString(),
                    change);
            tx.update(
                    "DELETE FROM MEMORY_FILE WHERE PATH = ?1 AND ID NOT IN"
                            + " (SELECT ID FROM MEMORY_FILE WHERE PATH = ?1 ORDER BY ID DESC LIMIT ?2)",
                    path,
                    path.equals(Rendering.MEMORY) ? KEPT : KEPT_OF_TOPIC);
        });
        return new Result(changed.size(), compose(tx, bodies, pages));
    }

    private static long newestChange(Tx tx) {
        return tx.number("SELECT coalesce(max(ID), 0) FROM MEMORY_CHANGE");
    }

    /** True if the files say what the rows say and nobody has edited them, found out without reading facts. */
    static boolean settled(Tx tx, Map<String, String> seen, Instant now) {
        if (seen.isEmpty()) {
            return tx.number("SELECT (SELECT count(*) FROM FACT) + (SELECT count(*) FROM MEMORY_TEXT)") == 0;
        }
        Instant asOf = MemoryFiles.asOf(tx, Instant.MAX);
        boolean fresh = tx.number("SELECT max(CHANGE_ID) FROM MEMORY_FILE") == newestChange(tx)
                && tx.number(
                                "SELECT count(*) FROM FACT WHERE EXPIRES > ? AND EXPIRES <= ?",
                                asOf.toString(),
                                now.toString())
                        == 0;
        return fresh
                && seen.containsKey(Rendering.MEMORY)
                && seen.entrySet().stream().allMatch(file -> {
                    String path = file.getKey();
                    MemoryPage page = MemoryPage.read(file.getValue());
                    return tx.first(
                                    "SELECT BODY FROM MEMORY_FILE WHERE PATH = ? ORDER BY ID DESC LIMIT 1",
                                    row -> MemoryPage.compose(
                                            kept(tx, path, HEAD), row.getString(1), kept(tx, path, TAIL)),
                                    path)
                            .filter(text -> page.whole() && text.equals(file.getValue()))
                            .isPresent();
                });
    }

    /** The files as they were to be after the last rendering. */
    Map<String, Optional<String>> files(Tx tx, Map<String, String> seen) {
        Map<String, MemoryPage> pages = new LinkedHashMap<>();
        seen.forEach((path, text) -> pages.put(path, MemoryPage.read(text)));
        return compose(tx, bodies(tx, pages, MemoryFiles.asOf(tx, Instant.EPOCH)), Map.of());
    }

    private static Map<String, String> bodies(Tx tx, Map<String, MemoryPage> pages, Instant asOf) {
        MemoryPage memory = pages.get(Rendering.MEMORY);
        int lines = 0;
        int bytes = 0;
        if (memory != null) {
            List<String> own = new ArrayList<>(memory.head());
            own.addAll(memory.tail());
            lines = Math.max(0, own.size() - Rendering.head(Rendering.MEMORY).size());
            bytes = own.stream().mapToInt(String::length).sum();
        }
        MemoryView view =
                Rendering.view(Facts.all(tx), Facts.covered(tx), Promotion.Room.WHOLE.beside(lines, bytes), asOf);
        return Rendering.bodies(view);
    }

    private static @Nullable List<MemoryPage.Item> base(Tx tx, String path, @Nullable String mark) {
        return mark == null
                ? null
                : tx.first(
                                "SELECT BODY FROM MEMORY_FILE WHERE PATH = ? AND MARK = ?",
                                row -> MemoryPage.itemsOf(row.getString(1)),
                                path,
                                mark)
                        .orElse(null);
    }

    private static Map<String, Optional<String>> compose(
            Tx tx, Map<String, String> bodies, Map<String, MemoryPage> pages) {
        Map<String, Optional<String>> files = new LinkedHashMap<>();
        List<String> paths = new ArrayList<>(Rendering.topicFiles());
        paths.add(Rendering.MEMORY);
        for (String path : paths) {
            MemoryPage page = pages.get(path);
            List<String> head = page == null ? kept(tx, path, HEAD) : page.head();
            List<String> tail = page == null ? kept(tx, path, TAIL) : page.tail();
            boolean own = !tail.isEmpty() || !(head.isEmpty() || head.equals(Rendering.head(path)));
            String body = bodies.get(path);
            // A workspace where nothing was ever learnt has no such file.
            boolean nothing = body == null || (page == null && !body.contains("\n- "));
            files.put(
                    path,
                    nothing && !own
                            ? Optional.empty()
                            : Optional.of(MemoryPage.compose(
                                    head.isEmpty() ? Rendering.head(path) : head, body == null ? "" : body, tail)));
        }
        return files;
    }

    private static List<String> kept(Tx tx, String path, String place) {
        return tx.list(
                "SELECT TEXT FROM MEMORY_TEXT WHERE PATH = ? AND PLACE = ? ORDER BY LINE",
                row -> row.getString(1),
                path,
                place);
    }

    /** What people wrote around the generated part, without secrets: found by search, and there again if the file is lost. */
    private void keep(Tx tx, String path, String place, List<String> lines, Instant now) {
        List<String> clean = lines.stream().map(secrets::clean).toList();
        if (clean.equals(kept(tx, path, place))) {
            return;
        }
        tx.update("DELETE FROM MEMORY_TEXT WHERE PATH = ? AND PLACE = ?", path, place);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int i = 0; i < clean.size(); i++) {
            rows.add(new Object[] {path, place, i, clean.get(i)});
        }
        tx.batch("INSERT INTO MEMORY_TEXT (PATH, PLACE, LINE, TEXT) VALUES (?, ?, ?, ?)", rows);
        FactEntries.text(tx, path, place, clean, now);
    }
}
