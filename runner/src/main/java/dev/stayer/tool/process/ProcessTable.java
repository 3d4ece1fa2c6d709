package dev.stayer.tool.process;

import dev.stayer.core.Texts;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Looks at processes through {@code /proc}. What cannot be read is not ours. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");
    /** PF_KTHREAD of Linux's sched.h. */
    private static final long KERNEL_THREAD = 0x0020_0000;

    /** More than a process is commonly given; only so much is looked at. */
    private static final int MAX_ENVIRONMENT = 4 * 1024 * 1024;

    private static final Duration MAX_EXEC = Duration.ofSeconds(1);

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
            String[] fields = stat(pid);
            return isOver(fields) ? -1 : Long.parseLong(fields[3]);
        } catch (IOException | RuntimeException e) {
            return -1;
        }
    }

    /**
     * True if {@code NAME=value} stands in the environment the process was started with. A process that is just becoming
     * another program shows none of it for a moment, or only its beginning; that moment is waited for.
     */
    static boolean hasVariable(long pid, String assignment) {
        try {
            String text = "\0" + new String(environment(pid), StandardCharsets.ISO_8859_1) + "\0";
            return text.contains("\0" + assignment + "\0");
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] environment(long pid) throws IOException {
        Path file = PROC.resolve(Long.toString(pid)).resolve("environ");
        long end = System.nanoTime() + MAX_EXEC.toNanos();
        byte[] before = {};
        while (true) {
            byte[] now = atOnce(file);
            boolean whole = now.length > 0 && now[now.length - 1] == 0;
            // Some programs write over their environment, so that it never looks whole: what stays as it is, is all
            // there is.
            boolean settled = now.length == 0 ? hasNone(pid) : Arrays.equals(now, before);
            if (whole || settled || System.nanoTime() > end) {
                return now;
            }
            before = now;
            LockSupport.parkNanos(200_000);
        }
    }

    /** In as few reads as can be: between two, what is read may be gone. */
    private static byte[] atOnce(Path file) throws IOException {
        try (InputStream in = new FileInputStream(file.toFile())) {
            return in.readNBytes(MAX_ENVIRONMENT);
        }
    }

    /**
     * True if the process has no environment and gets none: it is over, the kernel's own, or was started with an empty one,
     * which begins where it ends. While a new program is loaded, both are 0, and for a moment equal before they are filled;
     * the end of its code is known only after that (env_start, env_end and endcode of proc(5); Linux's binfmt_elf.c).
     */
    private static boolean hasNone(long pid) {
        try {
            String[] fields = stat(pid);
            boolean kernel = (Long.parseLong(fields[6]) & KERNEL_THREAD) != 0;
            boolean loaded = !fields[24].equals("0");
            return kernel || isOver(fields) || loaded && fields[47].equals(fields[48]);
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }

    /** What stands behind the name, which may hold anything: state, parent, group, session … */
    private static String[] stat(long pid) throws IOException {
        String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
        return stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ");
    }

    private static boolean isOver(String[] fields) {
        return fields[0].equals("Z") || fields[0].equals("X");
    }

    /** The command line for people; empty if it is gone. */
    static String commandLine(long pid) {
        try {
            byte[] line = Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve("cmdline"));
            String text =
                    new String(line, StandardCharsets.UTF_8).replace('\0', ' ').strip();
            return Texts.shorten(text, 200);
        } catch (IOException e) {
            return "";
        }
    }
}
