package dev.stayer.tool.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Looks at processes through {@code /proc}. What cannot be read is not ours. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private ProcessTable() {}

    /** All process numbers there are. */
    static List<Long> all() {
        List<Long> pids = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path entry : entries) {
                pids.add(Long.parseLong(entry.getFileName().toString()));
            }
        } catch (IOException e) {
            return List.of();
        }
        return pids;
    }

    /** Processes that may have been started after {@code pid}: numbers are given in sequence until they wrap. */
    static List<Long> startedAfter(long pid) {
        long last = lastPid();
        if (last < pid) {
            return all();
        }
        List<Long> pids = new ArrayList<>();
        if (last - pid > 2_000) {
            for (long candidate : all()) {
                if (candidate > pid) {
                    pids.add(candidate);
                }
            }
            return pids;
        }
        for (long candidate = pid + 1; candidate <= last; candidate++) {
            if (Files.exists(PROC.resolve(Long.toString(candidate)))) {
                pids.add(candidate);
            }
        }
        return pids;
    }

    private static long lastPid() {
        try {
            String load = Files.readString(PROC.resolve("loadavg")).strip();
            return Long.parseLong(load.substring(load.lastIndexOf(' ') + 1));
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    /** The session a process belongs to; -1 if it is gone or a zombie. */
    static long session(long pid) {
        try {
            String stat =
                    Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name in parentheses may hold anything, so count from its end: state, parent, group, session.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return fields[0].equals("Z") || fields[0].equals("X") ? -1 : Long.parseLong(fields[3]);
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    /** True if {@code NAME=value} stands in the environment the process was started with. */
    static boolean hasVariable(long pid, String assignment) {
        try {
            byte[] environment =
                    Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("environ"));
            String text = "\0" + new String(environment, StandardCharsets.ISO_8859_1) + "\0";
            return text.contains("\0" + assignment + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    /** The command line for people; empty if it is gone. */
    static String commandLine(long pid) {
        try {
            byte[] line = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("cmdline"));
            String text =
                    new String(line, StandardCharsets.UTF_8).replace('\0', ' ').strip();
            return text.length() > 200 ? text.substring(0, 199) + "…" : text;
        } catch (IOException e) {
            return "";
        }
    }
}
