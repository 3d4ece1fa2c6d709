package dev.stayer.tool.sandbox;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes from a jailed command the system calls that reach past its namespaces: the kernel's keyrings, which it would inherit
 * from the runner, mounts, clocks, modules, and young interfaces with a history of holes. They fail with EPERM. The program
 * is classic BPF over {@code struct seccomp_data} (Linux, seccomp(2)).
 */
final class SystemCallFilter {
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int LOAD = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_AT_LEAST = 0x35;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = 0x00050000 | 1;
    /** Numbers from here on are calls of the x32 convention, which would pass unseen under other numbers. */
    private static final int X32 = 0x40000000;

    /**
     * The same on both: io_uring_setup, _enter, _register; open_tree, move_mount, fsopen, fsconfig, fsmount, fspick,
     * mount_setattr.
     */
    private static final List<Integer> COMMON = List.of(425, 426, 427, 428, 429, 430, 431, 432, 433, 442);

    /** What a kind of processor calls itself, and its numbers. */
    private enum Machine {
        /**
         * add_key, request_key, keyctl, mount, umount2, pivot_root, bpf, userfaultfd, perf_event_open, kexec_load,
         * kexec_file_load, init_module, finit_module, delete_module, open_by_handle_at, swapon, swapoff, reboot, acct,
         * quotactl, syslog, settimeofday, clock_settime.
         */
        AMD64(
                0xC000003E,
                List.of(
                        248, 249, 250, 165, 166, 155, 321, 323, 298, 246, 320, 175, 313, 176, 304, 167, 168, 169, 163,
                        179, 103, 164, 227)),
        /** The same calls in the same order. */
        AARCH64(
                0xC00000B7,
                List.of(
                        217, 218, 219, 40, 39, 41, 280, 282, 241, 104, 294, 105, 273, 106, 265, 224, 225, 142, 89, 60,
                        116, 170, 112));

        private final int audit;
        private final List<Integer> numbers;

        Machine(int audit, List<Integer> numbers) {
            this.audit = audit;
            this.numbers = numbers;
        }
    }

    private @Nullable Path file;

    /** A file with the program; null on a processor whose numbers are not known. */
    synchronized @Nullable Path file() throws IOException {
        byte[] program = program();
        if (program == null) {
            return null;
        }
        Path known = file;
        // What lies in a temporary folder may be cleared away in a run of weeks.
        if (known == null || !Files.exists(known)) {
            known = Files.createTempFile(
                    "stayer-filter",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            known.toFile().deleteOnExit();
            Files.write(known, program);
            file = known;
        }
        return known;
    }

    /** What it does here, for people. */
    String detail() {
        return machine() == null
                ? "system calls: not filtered on " + System.getProperty("os.arch")
                : "system calls: filtered";
    }

    private static @Nullable Machine machine() {
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> Machine.AMD64;
            case "aarch64" -> Machine.AARCH64;
            default -> null;
        };
    }

    private static byte @Nullable [] program() {
        Machine machine = machine();
        if (machine == null) {
            return null;
        }
        List<Integer> refused = new java.util.ArrayList<>(machine.numbers);
        refused.addAll(COMMON);
        ByteBuffer program = ByteBuffer.allocate(8 * (refused.size() + 6)).order(ByteOrder.nativeOrder());
        add(program, LOAD, 0, 0, ARCHITECTURE);
        add(program, IF_EQUAL, 0, refused.size() + 3, machine.audit);
        add(program, LOAD, 0, 0, NUMBER);
        add(program, IF_AT_LEAST, refused.size() + 1, 0, X32);
        for (int i = 0; i < refused.size(); i++) {
            add(program, IF_EQUAL, refused.size() - i, 0, refused.get(i));
        }
        add(program, RETURN, 0, 0, ALLOW);
        add(program, RETURN, 0, 0, EPERM);
        return program.array();
    }

    /** @param yes instructions to skip if it is so */
    private static void add(ByteBuffer program, int code, int yes, int no, int value) {
        program.putShort((short) code).put((byte) yes).put((byte) no).putInt(value);
    }
}
