package dev.stayer.dream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.ChildJvm;
import dev.stayer.Kills;
import dev.stayer.memory.Fact;
import dev.stayer.memory.Facts;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Workspace;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills dreams at random: memory is always the old or the new one, and so is its page. */
class DreamCrashIT {
    @TempDir
    Path folder;

    /** 100 here, 1,000 by {@code -Dstayer.dream.kills=1000}. */
    @Test
    void a_killed_dream_leaves_the_old_memory_or_the_new_one() throws Exception {
        long seed = Long.getLong("stayer.seed", System.nanoTime());
        Random random = new Random(seed);
        int kills = Integer.getInteger("stayer.dream.kills", 100);
        Workspace workspace = DreamerMain.make(folder);
        MemoryWorld world = new MemoryWorld(seed, 240);
        world.lines(folder);
        int old = 0;
        int changed = 0;
        try (PlainDatabase database = new PlainDatabase(workspace.databaseFile())) {
            DreamServices services = DreamerMain.services(workspace, database, null);
            database.writeOnly(tx -> services.facts()
                    .add(tx, world.facts.stream().map(Facts.Addition::of).toList(), "person", "seed"));
            services.files().refresh();
            String before = base(database);
            String pageBefore = Files.readString(workspace.state().resolve("MEMORY.md"));
            DreamerMain.dream(workspace, database, null, Dreaming.Order.of("", "first", true, ""));
            String after = base(database);
            String pageAfter = Files.readString(workspace.state().resolve("MEMORY.md"));
            assertThat(after).isNotEqualTo(before);
            for (int kill = 0; kill < kills; kill++) {
                killOne(workspace, random);
                String now = base(database);
                assertThat(now).as("seed %d, kill %d", seed, kill).isIn(before, after);
                services.files().refresh();
                assertThat(base(database))
                        .as("seed %d, kill %d: the page adds nothing", seed, kill)
                        .isEqualTo(now);
                assertThat(Files.readString(workspace.state().resolve("MEMORY.md")))
                        .as("seed %d, kill %d: the page is that of the rows", seed, kill)
                        .isEqualTo(now.equals(before) ? pageBefore : pageAfter);
                old += now.equals(before) ? 1 : 0;
                changed += now.equals(after) ? 1 : 0;
            }
        }
        // If every kill found the same, they did not come at random.
        assertThat(old).as("kills that found the old memory").isPositive();
        assertThat(changed).as("kills that found the new one").isPositive();
        Kills.survived(
                "DreamCrashIT", kills, "%d times the old memory, %d times the new one".formatted(old, changed), seed);
    }

    private static String base(PlainDatabase database) {
        List<Fact> facts = database.read(Facts::all);
        return Base.of(facts);
    }

    private void killOne(Workspace workspace, Random random) throws Exception {
        Process process = new ProcessBuilder(ChildJvm.command(
                        List.of(), DreamerMain.class, workspace.root().toString()))
                .redirectError(folder.resolve("child.log").toFile())
                .start();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(out.readLine()).isEqualTo("ready");
            boolean ended = process.waitFor(random.nextInt(250), TimeUnit.MILLISECONDS);
            assertThat(ended).as(Files.readString(folder.resolve("child.log"))).isFalse();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
