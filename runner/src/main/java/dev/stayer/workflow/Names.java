package dev.stayer.workflow;

import dev.stayer.yaml.Place;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.Shown;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The names a file may give; what could climb out of a folder, hide, or end a line is in none of them. */
final class Names {
    private static final Pattern WORKFLOW = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

    /** Names of agents and models, which may carry a version such as {@code qwen3:8b} or {@code sonnet-4.5}. */
    private static final Pattern MODEL = Pattern.compile("[A-Za-z][A-Za-z0-9._:/-]{0,127}");

    private final List<Problem> problems;

    Names(List<Problem> problems) {
        this.problems = problems;
    }

    void workflow(String name, Place place) {
        check(WORKFLOW, name, place, "the name of a workflow has a-z, 0-9 and -, at most 64 of them");
    }

    void task(String id, Place place) {
        check(WORD, id, place, "an id begins with a letter and has letters, digits, - and _, at most 64");
    }

    /** @param what such as "a parameter" */
    void word(String what, String name, Place place) {
        check(WORD, name, place, what + "'s name begins with a letter and has letters, digits, - and _, at most 64");
    }

    void model(String what, String name, Place place) {
        check(MODEL, name, place, what + "'s name begins with a letter and has letters, digits and . _ : / -");
    }

    void secret(String name, Place place) {
        check(VARIABLE, name, place, "a secret's name has letters, digits and _");
    }

    /** A variable of {@code env}; those of Stayer itself cannot be set. */
    void variable(String name, Place place) {
        if (name.toUpperCase(Locale.ROOT).startsWith("STAYER_")) {
            problems.add(new Problem(
                    place, "'" + Shown.of(name) + "' is set by Stayer itself: use a name without STAYER_ before it"));
        }
        check(VARIABLE, name, place, "a variable's name has letters, digits and _");
    }

    private void check(Pattern pattern, String name, Place place, String rule) {
        if (!pattern.matcher(name).matches()) {
            problems.add(new Problem(place, rule + "; it is '" + Shown.of(name) + "'"));
        }
    }
}
