package dev.stayer.search;

import dev.stayer.store.PlainDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A process that writes rows and facts until it is killed, and says so after every commit. */
public final class WritingMain {
    private WritingMain() {}

    public static void main(String[] args) {
        Random random = new Random(Long.parseLong(args[1]));
        try (PlainDatabase database = IndexWorld.open(Path.of(args[0]))) {
            int number = database.read(tx -> tx.number("SELECT coalesce(max(NUMBER), 0) FROM NOTE"))
                    .intValue();
            while (true) {
                number++;
                int note = number;
                database.writeOnly(tx -> {
                    IndexWorld.note(tx, note, IndexWorld.sentence(random));
                    Index.put(tx, List.of(IndexWorld.fact(random.nextInt(40), IndexWorld.sentence(random))));
                    Index.remove(tx, "fact:f-" + random.nextInt(40));
                });
                System.out.println(note);
            }
        }
    }
}
