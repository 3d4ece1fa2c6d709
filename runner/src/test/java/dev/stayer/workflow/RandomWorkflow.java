package dev.stayer.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Writes valid workflows of every shape, the same for the same seed. */
final class RandomWorkflow {
    private final Random random;
    private final StringBuilder text = new StringBuilder();
    private int next;

    RandomWorkflow(long seed) {
        this.random = new Random(seed);
    }

    String text() {
        text.append("name: w").append(random.nextInt(100)).append('\n');
        text.append("params: { p: { type: ")
                .append(any("string", "path"))
                .append(" }, l: { type: list, default: [a, 1] } }\n");
        text.append("secrets: [TOKEN]\n");
        maybe("max-parallel: 3\n");
        maybe("env: { LANG: C.UTF-8, N: 1 }\n");
        maybe("budget: { usd: 1.5, tokens: 5M, calls: 200k, time: 3d }\n");
        maybe("defaults: { timeout: 2h, retry: { attempts: 3 } }\n");
        maybe("on: { schedule: [ { cron: \"*/5 0-6,22 1 JAN *\", zone: UTC, missed: all } ] }\n");
        maybe("agents: { w: { model: m, tools: [shell], turns: 3, system: hi } }\n");
        text.append("tasks:\n");
        tasks("  ", 0, false, false);
        return text.toString();
    }

    private void tasks(String indent, int depth, boolean item, boolean round) {
        List<String> before = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            before.add(task(indent, depth, item, round, before));
        }
    }

    private String task(String indent, int depth, boolean item, boolean round, List<String> before) {
        String id = "t" + next++;
        String need = before.isEmpty() || random.nextBoolean() ? null : any(before.toArray(new String[0]));
        text.append(indent).append("- id: ").append(id).append('\n');
        String in = indent + "  ";
        if (need != null) {
            line(in, any("needs: " + need, "needs: [" + need + "]"));
            maybe(in + "if: \"tasks." + need + ".status == 'COMPLETED' || failure()\"\n");
        }
        boolean loop = random.nextInt(3) == 0;
        if (loop) {
            line(in, any("for-each: ${{ params.l }}", "for-each: [a, b]", "for-each: { x: [1, 2], y: \"[3]\" }"));
            maybe(in + "key: ${{ index }}\n");
            maybe(in + any("min-success: 50%", "min-success: 1", "fail-fast: true") + "\n");
        }
        boolean rounds = random.nextInt(4) == 0;
        boolean group = depth < 3 && random.nextInt(3) == 0;
        boolean sees = item || loop;
        if (rounds) {
            line(in, "repeat: { until: \"${{ round > 1 }}\", max: 3, every: 5s }");
        }
        maybe(in + "optional: true\n");
        maybe(in + "title: " + (sees ? "\"${{ item }} of ${{ index }}\"" : "plain ${{ params.p }}") + "\n");
        if (group) {
            line(in, "tasks:");
            tasks(in + "  ", depth + 1, sees, round || rounds);
            maybe(in + "outputs: { o: \"${{ run.id }}\" }\n");
        } else {
            leaf(in, need, sees, round || rounds);
        }
        return id;
    }

    private void leaf(String in, @Nullable String need, boolean item, boolean round) {
        String seen = need != null ? "${{ tasks." + need + ".outputs.x }}" : item ? "${{ item }}" : "${{ params.p }}";
        switch (random.nextInt(5)) {
            case 0 ->
                line(
                        in,
                        any("approve: Is it good?", "approve: { message: \"" + seen + "?\", show: [a], timeout: 5d }"));
            case 1 -> line(in, any("wait: 48h", "wait: { until: \"${{ params.p }}\" }"));
            case 2 -> {
                line(in, "prompt: |");
                line(in, "  Write " + seen + " # not a comment");
                maybe(in + any("model: m", "agent: w", "network: [example.org]") + "\n");
            }
            default -> {
                line(in, "run: |");
                line(in, "  echo " + seen + " >> out");
                maybe(in + "env: { T: \"${{ secrets.TOKEN }}\", U: " + (round ? "\"${{ round }}\"" : "x") + " }\n");
                maybe(in + any("effects: pure", "effects: { class: opaque, probe: ./p }") + "\n");
                maybe(in + any("check: ./c", "check: { run: ./c, timeout: 1m }") + "\n");
                maybe(in + "outputs: { x: { type: string, enum: [a, b] } }\n");
                maybe(in + "retry: { attempts: 2, backoff: 1s, max-backoff: 2s }\n");
                maybe(in + "writes: [a, \"b/${{ params.p }}\"]\n");
            }
        }
    }

    private void line(String in, String line) {
        text.append(in).append(line).append('\n');
    }

    private void maybe(String part) {
        if (random.nextInt(3) == 0) {
            text.append(part);
        }
    }

    private String any(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** The text with one small thing changed: a character, a line, or a part twice or gone. */
    static String mutated(String text, Random random) {
        int at = random.nextInt(text.length());
        int end = Math.min(text.length(), at + 1 + random.nextInt(12));
        return switch (random.nextInt(5)) {
            case 0 -> text.substring(0, at) + text.substring(end);
            case 1 -> text.substring(0, end) + text.substring(at);
            case 2 -> {
                String odd = "{}[]:,&*!|>'\"%@`#-?\t\n\\${}\u202E\uFEFF\u00e9\uD83D\uDE00~0";
                int symbol = odd.offsetByCodePoints(0, random.nextInt(odd.codePointCount(0, odd.length())));
                yield text.substring(0, at) + Character.toString(odd.codePointAt(symbol)) + text.substring(at);
            }
            case 3 -> {
                int other = random.nextInt(text.length());
                int otherEnd = Math.min(text.length(), other + 20);
                yield text.substring(0, at) + text.substring(other, otherEnd) + text.substring(end);
            }
            default -> text.substring(0, at);
        };
    }
}
