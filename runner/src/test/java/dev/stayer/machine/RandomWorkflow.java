package dev.stayer.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Small workflow files drawn at random: needs, conditions, groups, for-each, repeat, gates, waits, agents, limits. */
final class RandomWorkflow {
    private final Random random;
    private int tasks;

    private RandomWorkflow(Random random) {
        this.random = random;
    }

    static String draw(Random random) {
        RandomWorkflow workflow = new RandomWorkflow(random);
        StringBuilder text = new StringBuilder("name: w\n");
        if (random.nextInt(8) == 0) {
            text.append("budget: { time: ").append(1 + random.nextInt(30)).append("m }\n");
        }
        if (random.nextInt(3) == 0) {
            text.append("max-parallel: ").append(1 + random.nextInt(3)).append('\n');
        }
        text.append("tasks:\n");
        workflow.tasks(text, "  ", 2 + random.nextInt(4), 0);
        return text.toString();
    }

    /** The same file with something taken away, added or changed. */
    static String edited(String yaml, Random random) {
        List<String> lines = new ArrayList<>(yaml.lines().toList());
        if (random.nextBoolean()) {
            lines.add("  - { id: late" + random.nextInt(1000) + ", run: \"true\" }");
        }
        lines.replaceAll(
                line -> line.contains("wait: ") && random.nextBoolean() ? line.replace("wait: 5m", "wait: 7m") : line);
        lines.replaceAll(
                line -> line.contains("approve: ") && random.nextBoolean() ? line.replace("Go on?", "Really?") : line);
        return String.join("\n", lines) + "\n";
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private void tasks(StringBuilder text, String indent, int count, int depth) {
        List<String> beside = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String id = "t" + ++tasks;
            text.append(indent).append("- id: ").append(id).append('\n');
            String inner = indent + "  ";
            List<String> needs = new ArrayList<>();
            beside.stream().filter(other -> oneIn(3)).forEach(needs::add);
            if (!needs.isEmpty()) {
                text.append(inner).append("needs: ").append(needs).append('\n');
                if (oneIn(4)) {
                    text.append(inner)
                            .append("if: ")
                            .append(
                                    oneIn(2)
                                            ? "always()"
                                            : oneIn(2)
                                                    ? "failure()"
                                                    : "tasks." + needs.get(0) + ".status == 'COMPLETED'")
                            .append('\n');
                }
            }
            if (oneIn(6)) {
                text.append(inner).append("optional: true\n");
            }
            boolean each = oneIn(4);
            if (each) {
                text.append(inner).append("for-each: [a, b, c]\n");
                if (oneIn(2)) {
                    text.append(inner)
                            .append("max-parallel: ")
                            .append(1 + random.nextInt(2))
                            .append('\n');
                }
                if (oneIn(3)) {
                    text.append(inner).append("fail-fast: true\n");
                }
                if (oneIn(3)) {
                    text.append(inner).append("min-success: 1\n");
                }
            }
            if (!each && oneIn(6)) {
                text.append(inner)
                        .append("repeat: { until: \"${{ ")
                        .append(oneIn(2) ? "round >= 2" : "round >= 5")
                        .append(" }}\", max: 3, every: ")
                        .append(oneIn(2) ? "0s" : "1m")
                        .append(" }\n");
            }
            work(text, inner, depth, each);
            beside.add(id);
        }
    }

    private void work(StringBuilder text, String inner, int depth, boolean each) {
        switch (random.nextInt(depth < 2 ? 9 : 7)) {
            case 0 -> text.append(inner).append(each ? "run: \"true\"\n" : "approve: \"Go on?\"\n");
            case 1 -> text.append(inner).append(each ? "run: \"true\"\n" : "wait: 5m\n");
            case 2 -> text.append(inner).append("prompt: Do it\n");
            case 7, 8 -> {
                text.append(inner).append("tasks:\n");
                tasks(text, inner + "  ", 1 + random.nextInt(3), depth + 1);
            }
            default -> {
                text.append(inner).append("run: \"true\"\n");
                if (oneIn(3)) {
                    text.append(inner)
                            .append("retry: { attempts: ")
                            .append(2 + random.nextInt(2))
                            .append(", backoff: 30s }\n");
                }
                if (oneIn(3)) {
                    text.append(inner)
                            .append("effects: ")
                            .append(List.of("pure", "opaque", "idempotent").get(random.nextInt(3)))
                            .append('\n');
                }
                if (oneIn(4)) {
                    text.append(inner)
                            .append("writes: [")
                            .append(oneIn(2) ? "one" : "two")
                            .append("]\n");
                }
                if (oneIn(6)) {
                    text.append(inner)
                            .append("budget: { time: ")
                            .append(1 + random.nextInt(10))
                            .append("m }\n");
                }
            }
        }
    }
}
