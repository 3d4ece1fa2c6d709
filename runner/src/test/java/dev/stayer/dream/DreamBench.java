package dev.stayer.dream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Status;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * How right and how fast the rules are on made-up memories: {@code mvn -B -ntp test -Dtest=DreamBench} writes {@code
 * reports/bench/dream.md}. Not part of the tests.
 */
class DreamBench {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    void measure() throws Exception {
        StringBuilder text = new StringBuilder("# Dream\n\nMade by `mvn -B -ntp test -Dtest=DreamBench`; Java ")
                .append(Runtime.version().feature())
                .append(
                        ". Twelve situations in equal parts, one seed a row; the time is that of the first dream of its size "
                                + "in this process, plan and apply, without the database.\n\n"
                                + "| facts | current right | false retirements | ties flagged | secrets left | any order the same "
                                + "| second dream changes | CPU s | asked |\n|---|---|---|---|---|---|---|---|---|\n");
        for (int size : new int[] {200, 1_000, 5_000, 20_000}) {
            text.append(row(size, size));
        }
        Files.createDirectories(TOP.resolve("reports/bench"));
        Files.writeString(TOP.resolve("reports/bench/dream.md"), text.toString());
        System.out.print(text);
    }

    private static String row(int size, long seed) {
        MemoryWorld world = new MemoryWorld(seed, size);
        long cpu = SYSTEM.getProcessCpuTime();
        DreamPlan plan = Consolidation.plan(world.input());
        List<Fact> after = plan.apply(world.facts);
        double seconds = (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
        Map<String, Fact> byId = MemoryWorld.byId(after);
        long current =
                world.truth.values().stream().filter(Status.CURRENT::equals).count();
        long right = count(world, byId, Status.CURRENT, Status.CURRENT);
        long wrong = byId.values().stream()
                        .filter(fact -> fact.status() == Status.CURRENT)
                        .count()
                - right;
        long retired = byId.values().stream()
                .filter(fact -> fact.status() == Status.RETIRED && world.truth.get(fact.id()) != Status.RETIRED)
                .count();
        long ties = world.truth.values().stream().filter(Status.FLAGGED::equals).count();
        String all = after.toString() + plan.changes();
        long secrets = world.secrets.stream().filter(all::contains).count();
        List<Fact> shuffled = new ArrayList<>(world.facts);
        Collections.shuffle(shuffled, new Random(seed));
        boolean same =
                Consolidation.plan(world.input().with(shuffled)).apply(shuffled).equals(after);
        int again = Consolidation.plan(world.input().with(after)).rows().size();
        assertThat(byId).hasSize(world.facts.size());
        return String.format(
                Locale.ROOT,
                "| %d | %d of %d, %d wrong | %d | %d of %d | %d of %d | %s | %d rows | %.2f | %s |%n",
                world.facts.size(),
                right,
                current,
                wrong,
                retired,
                count(world, byId, Status.FLAGGED, Status.FLAGGED),
                ties,
                secrets,
                world.secrets.size(),
                same ? "yes" : "NO",
                again,
                seconds,
                size == 20_000 ? "≤ 10 s" : "");
    }

    private static long count(MemoryWorld world, Map<String, Fact> after, Status truth, Status reached) {
        return world.truth.entrySet().stream()
                .filter(entry -> entry.getValue() == truth
                        && java.util.Objects.requireNonNull(after.get(entry.getKey()))
                                        .status()
                                == reached)
                .count();
    }
}
