package dev.stayer.owner;

import dev.stayer.core.SteadyClock;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A process that tries to own workspaces: for each folder it is told, it waits for the given moment, takes, and says how it went. */
public final class RivalMain {
    private RivalMain() {}

    /** Reads lines {@code FOLDER NANOS-OF-DAY}; answers {@code won} or {@code lost}; the next line gives the lease back. */
    public static void main(String[] args) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println("ready");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            Path folder = Path.of(words[0]);
            long start = Long.parseLong(words[1]);
            Files.createDirectories(folder);
            Schema.prepare(folder.resolve("stayer.db"));
            try (PlainDatabase database = new PlainDatabase(folder.resolve("stayer.db"))) {
                while (System.currentTimeMillis() < start) {
                    LockSupport.parkNanos(50_000);
                }
                try (Ownership taken = Ownership.take(database, folder, SteadyClock.system(), "rival", false)) {
                    System.out.println("won " + taken.epoch());
                    in.readLine();
                } catch (OwnedByAnotherException e) {
                    System.out.println("lost");
                    in.readLine();
                }
            }
        }
    }
}
