package dev.stayer.search;

import dev.stayer.store.Tx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Entries in their files: which stand before and after which. Read with few statements, since a search looks at hundreds. */
final class Neighbourhood {
    private final Tx tx;
    private final Map<Long, Row> rows = new HashMap<>();
    private final Map<Long, List<Long>> windows = new HashMap<>();

    Neighbourhood(Tx tx) {
        this.tx = tx;
    }

    /** Reads entries and those up to {@code reach} places before and after each. */
    void read(Collection<Long> ids, int reach) {
        String list = json(ids);
        String around =
                "SELECT C.value, %d, N.ID FROM json_each(?) C JOIN ENTRY E ON E.ID = C.value JOIN PLACE P ON P.ID = E.PLACE"
                        + " JOIN ENTRY N ON N.ID IN (SELECT ID FROM ENTRY WHERE PLACE = E.PLACE AND (LINE, ID) %s (E.LINE, E.ID)"
                        + " ORDER BY LINE %s, ID %s LIMIT ?) WHERE P.LAYER <> 'memory' ORDER BY C.key, N.LINE, N.ID";
        Map<Long, List<Long>> before = new HashMap<>();
        Map<Long, List<Long>> after = new HashMap<>();
        tx.each(
                around.formatted(0, "<", "DESC", "DESC"),
                row -> before.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                        .add(row.getLong(3)),
                list,
                reach);
        tx.each(
                around.formatted(1, ">", "ASC", "ASC"),
                row -> after.computeIfAbsent(row.getLong(1), id -> new ArrayList<>())
                        .add(row.getLong(3)),
                list,
                reach);
        List<Long> missing = new ArrayList<>();
        for (Long id : ids) {
            List<Long> window = new ArrayList<>(before.getOrDefault(id, List.of()));
            window.add(id);
            window.addAll(after.getOrDefault(id, List.of()));
            windows.put(id, window);
            missing.addAll(window);
        }
        missing.removeIf(rows::containsKey);
        for (Row row : Row.all(tx, json(missing.stream().distinct().toList()))) {
            rows.put(row.id(), row);
        }
    }

    private static String json(Collection<Long> ids) {
        return ids.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    /** False where no entry has the number. */
    boolean has(long id) {
        return rows.containsKey(id);
    }

    Row row(long id) {
        return java.util.Objects.requireNonNull(rows.get(id));
    }

    /** The numbers of an entry and those around it, in their order. */
    List<Long> window(long id) {
        return windows.getOrDefault(id, List.of(id));
    }
}
