package dev.stayer.tool.process;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The terminal this program was started from. */
public final class Terminal {
    private Terminal() {}

    /** Rows and columns, in this order, as {@code stty} says; empty where there is no terminal. */
    public static Optional<int[]> size() {
        Optional<Path> program = Programs.ofThisMachine().find(Programs.Name.STTY);
        if (program.isEmpty()) {
            return Optional.empty();
        }
        try {
            Process stty = new Launch(
                            List.of(program.get().toString(), "size"),
                            null,
                            Map.of(),
                            Redirect.from(new File("/dev/tty")),
                            Redirect.PIPE,
                            Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            if (!stty.waitFor(2, TimeUnit.SECONDS)) {
                stty.destroyForcibly();
                return Optional.empty();
            }
            String[] numbers = said.split(" ", -1);
            int rows = Integer.parseInt(numbers[0]);
            int columns = Integer.parseInt(numbers[1]);
            return rows < 2 || columns < 10 ? Optional.empty() : Optional.of(new int[] {rows, columns});
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
