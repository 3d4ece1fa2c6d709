package dev.stayer.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;

/** What differs between two texts, as git shows it to people. */
public final class LineDiff {
    private static final int AROUND = 2;
    /** Before the first change stand the names of both files, which people were told already. */
    private static final int HEADING = 2;

    private LineDiff() {}

    /** The lines of a unified diff without the names of files; empty if nothing differs. */
    public static List<String> of(String before, String after) {
        List<String> old = before.lines().toList();
        List<String> now = after.lines().toList();
        return UnifiedDiffUtils.generateUnifiedDiff("before", "after", old, DiffUtils.diff(old, now), AROUND).stream()
                .skip(HEADING)
                .toList();
    }
}
