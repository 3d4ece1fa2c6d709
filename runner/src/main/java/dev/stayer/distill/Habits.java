package dev.stayer.distill;

import java.util.Set;
import java.util.regex.Pattern;

/** What every agent does everywhere: looking around, editing, searching. A pattern of nothing else is no skill of a project. */
final class Habits {
    private static final Set<String> COMMANDS = Set.copyOf(WordLists.list("""
                cat; ls; grep; rg; find; head; tail; wc; sed; awk; less; more; vim; vi; nano; tree; stat; file; du; which;
                diff; sort; jq; git status; git diff; git log; git show; git add; git branch; git stash; mkdir; touch; rm; cp;
                mv; chmod; cat >; python -c; python3 -c; node -e; date; env; ps; man; echo; pytest; python *.py; history; code"""));
    private static final Pattern TOOLS = Pattern.compile(
            "(?i)(?:(?:read|view|open|list|search|grep|glob|find|edit|multi_?edit|write|create|insert|str_replace\\w*|apply_patch|update_plan|todo\\w*|think|"
                    + "fetch|web\\w*|ls|scroll\\w*|goto|submit|finish|ask|note|task|skill|view_image|browser)(?:_?(?:file|files|dir|directory|folder|editor|text|content|tool))?)");

    private Habits() {}

    /** True for such a step. */
    static boolean isHabit(String symbol) {
        if (symbol.endsWith("()")) {
            return TOOLS.matcher(symbol.substring(0, symbol.length() - 2)).matches();
        }
        return COMMANDS.contains(symbol);
    }
}
