package dev.stayer.distill;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Code that is fetched into a file in one step and run from there in a later one: no single command tells. */
final class Fetched {
    private static final Set<String> FETCHERS = Set.of("curl", "wget");
    private static final Set<String> RUNNERS = Set.of(
            "sh", "bash", "zsh", "dash", "ksh", "python", "python3", "node", "ruby", "perl", "php", "source", ".");

    private Fetched() {}

    /** The steps of a session, those that run a file which an earlier one has fetched marked as such. */
    static List<Step> marked(List<Step> steps) {
        Set<String> files = new HashSet<>();
        List<Step> marked = new ArrayList<>();
        for (Step step : steps) {
            boolean shell = step.tool().equals(Step.SHELL) && !step.slots().isEmpty();
            boolean runs = shell && !files.isEmpty() && runs(step.slots(), files);
            marked.add(
                    runs
                            ? new Step(
                                    step.tool(),
                                    step.chain(),
                                    step.slots(),
                                    step.call(),
                                    step.ok(),
                                    step.hazards() | Hazards.FETCHED_CODE)
                            : step);
            if (shell && FETCHERS.contains(name(step.slots().getFirst().value()))) {
                fetch(step.slots(), files);
            }
        }
        return marked;
    }

    private static boolean runs(List<Step.Slot> slots, Set<String> files) {
        String program = name(slots.getFirst().value());
        if (files.contains(program)) {
            return true;
        }
        List<String> words = slots.stream()
                .skip(1)
                .filter(slot -> !slot.fixed())
                .map(slot -> name(slot.value()))
                .toList();
        return program.equals("chmod")
                ? words.stream().anyMatch(files::contains)
                : RUNNERS.contains(program) && !words.isEmpty() && files.contains(words.getFirst());
    }

    private static void fetch(List<Step.Slot> slots, Set<String> files) {
        boolean wget = name(slots.getFirst().value()).equals("wget");
        boolean named = wget
                || slots.stream()
                        .anyMatch(slot -> slot.fixed() && slot.value().matches("-[A-Za-z]*O[A-Za-z]*|--remote-name"));
        String before = "";
        for (Step.Slot slot : slots) {
            boolean target = before.startsWith(">")
                    || slot.name().equals("--output")
                    || slot.name().equals("--output-document")
                    || slot.name().matches(wget ? "-[A-Za-z]*O" : "-[A-Za-z]*o");
            if (!slot.fixed() && (target || (named && slot.value().contains("://")))) {
                files.add(name(slot.value().replaceFirst("[?#].*", "")));
            }
            before = slot.value();
        }
    }

    private static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
