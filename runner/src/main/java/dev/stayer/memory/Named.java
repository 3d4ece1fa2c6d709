package dev.stayer.memory;

import dev.stayer.journal.SkillStates;
import dev.stayer.journal.Skills;
import dev.stayer.store.Tx;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The runs and sessions that what is known today rests on: sources of facts that stand, evidence of enabled skills. Immutable. */
public final class Named {
    private final String texts;

    private Named(List<String> texts) {
        this.texts = String.join("\n", texts);
    }

    /** As it stands in this transaction. */
    public static Named of(Tx tx) {
        return new Named(Stream.concat(
                        Facts.standing(tx).stream().map(Fact::source),
                        Skills.all(tx).stream()
                                .filter(skill -> skill.state() == SkillStates.State.ENABLED)
                                .map(Skills.Skill::text))
                .collect(Collectors.toList()));
    }

    /** True if one of them names it as a word of its own; {@code s1} is not named by {@code s12}. */
    public boolean has(String name) {
        for (int at = texts.indexOf(name); at >= 0 && !name.isEmpty(); at = texts.indexOf(name, at + 1)) {
            int end = at + name.length();
            if ((at == 0 || !partOfName(texts.charAt(at - 1)))
                    && (end == texts.length() || !partOfName(texts.charAt(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean partOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '_';
    }
}
