package dev.stayer.skill;

import dev.stayer.core.Texts;
import dev.stayer.search.Search;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The lines by which an agent hears of skills: those that fit its task first, as many as there is room for. */
public final class Offer {
    private static final int PIECE = 600;
    private static final int MAX_PIECES = 40;
    private static final int DESCRIPTION = 250;

    private Offer() {}

    /**
     * One line a skill.
     *
     * @param words the task, and what it is part of
     * @param room the most characters; at least the best skill is named
     * @return empty where there are no skills
     */
    public static String of(Collection<Skill> skills, String words, int room) {
        Set<String> task = terms(words);
        List<Skill> ranked = new ArrayList<>(skills);
        ranked.sort(
                Comparator.comparingDouble((Skill skill) -> -fit(skill, task)).thenComparing(Skill::name));
        StringBuilder lines = new StringBuilder();
        int shown = 0;
        for (Skill skill : ranked) {
            String line = "- " + skill.name() + ": " + cut(skill.description()) + "\n";
            if (shown > 0 && lines.length() + line.length() > room) {
                break;
            }
            lines.append(line);
            shown++;
        }
        if (shown < ranked.size()) {
            lines.append("- … ").append(ranked.size() - shown).append(" more fit less: ");
            List<String> names = ranked.stream().skip(shown).map(Skill::name).toList();
            lines.append(String.join(", ", names.subList(0, Math.min(8, names.size()))))
                    .append(names.size() > 8 ? ", …" : "");
        }
        return lines.toString().stripTrailing();
    }

    private static String cut(String description) {
        return Texts.shorten(description, DESCRIPTION);
    }

    /** How many of a skill's words the task has, long descriptions not at an advantage. */
    private static double fit(Skill skill, Set<String> task) {
        Set<String> name = terms(skill.name().replace('-', ' '));
        Set<String> all = terms(skill.description());
        all.addAll(name);
        double common = all.stream().filter(task::contains).count()
                + name.stream().filter(task::contains).count();
        return common / Math.sqrt(all.size() + 8.0);
    }

    private static Set<String> terms(String text) {
        Set<String> terms = new HashSet<>();
        for (int piece = 0; piece < MAX_PIECES && piece * PIECE < text.length(); piece++) {
            terms.addAll(Search.terms(text.substring(piece * PIECE, Math.min(text.length(), (piece + 1) * PIECE))));
        }
        return terms;
    }
}
