package dev.stayer.distill;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the existing skill, command or AGENTS.md that already says what a pattern would say. */
final class Coverage {
    private static final double ALIKE = 0.6;
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern ITEM = Pattern.compile("^\\s*(?:[-*+]|\\d+[.)])\\s+(.*)$");

    private final Map<String, Integer> symbols = new HashMap<>();
    private final List<Known> known = new ArrayList<>();

    private record Known(String name, int[] steps) {}

    Coverage(Corpus corpus, List<Asset> assets) {
        for (int i = 0; i < corpus.symbols.size(); i++) {
            symbols.put(corpus.symbols.get(i), i);
        }
        for (Asset asset : assets) {
            known.add(new Known(asset.name(), read(asset.text())));
        }
    }

    /** The name of an asset with these steps; empty if there is none. */
    Optional<String> covering(int[] steps) {
        return known.stream()
                .filter(asset -> Alignment.dice(steps, asset.steps()) >= ALIKE
                        || (steps.length >= 3 && Alignment.common(steps, asset.steps()) >= 0.8 * steps.length))
                .map(Known::name)
                .findFirst();
    }

    private int[] read(String text) {
        List<Integer> steps = new ArrayList<>();
        boolean fenced = false;
        for (String line : text.lines().toList()) {
            if (line.strip().startsWith("```") || line.strip().startsWith("~~~")) {
                fenced = !fenced;
            } else if (fenced) {
                add(line.replaceFirst("^\\s*[$>] ", ""), steps);
            } else {
                Matcher span = SPAN.matcher(line);
                boolean any = false;
                while (span.find()) {
                    add(span.group(1), steps);
                    any = true;
                }
                Matcher item = ITEM.matcher(line);
                if (!any && item.matches()) {
                    add(item.group(1), steps);
                }
            }
        }
        return steps.stream().mapToInt(i -> i).toArray();
    }

    /** The symbols of a line of commands, or of the tool that it names. */
    private void add(String line, List<Integer> into) {
        List<CommandStep> steps = StepReader.commands(line);
        int before = into.size();
        for (CommandStep step : steps) {
            for (int length = step.chain().size(); length > 0; length--) {
                Integer symbol = symbols.get(String.join(" ", step.chain().subList(0, length)));
                if (symbol != null) {
                    append(symbol, into);
                    break;
                }
            }
        }
        if (into.size() == before) {
            Integer tool = symbols.get(line.strip().split("[\\s({:]", 2)[0] + "()");
            if (tool != null) {
                append(tool, into);
            }
        }
    }

    private static void append(int symbol, List<Integer> into) {
        if (into.isEmpty() || into.get(into.size() - 1) != symbol) {
            into.add(symbol);
        }
    }
}
