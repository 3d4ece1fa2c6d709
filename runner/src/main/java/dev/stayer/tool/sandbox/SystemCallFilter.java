package dev.stayer.tool.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes from a jailed command the system calls that reach past its namespaces (the kernel's keyrings, which it would inherit
 * from the runner, mounts, clocks, modules, young interfaces with a history of holes), the kinds of socket that nobody needs,
 * and every way to leave a file behind that gives who starts it another user's or group's rights. Refused calls fail with
 * EPERM; where programs know another way without one, with ENOSYS. The program is classic BPF over {@code struct seccomp_data}
 * (Linux, seccomp(2)).
 */
final class SystemCallFilter {
    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    /** The low half of the first argument; the others follow in steps of 8. Both processors are little-endian. */
    private static final int ARGUMENT = 16;

    private static final int LOAD = 0x20;
    private static final int IF_EQUAL = 0x15;
    private static final int IF_AT_LEAST = 0x35;
    private static final int IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;
    private static final int ALLOW = 0x7fff0000;
    private static final int EPERM = 0x00050000 | 1;
    private static final int ENOSYS = 0x00050000 | 38;

    /** S_ISUID | S_ISGID. */
    private static final int RIGHTS_OF_OTHERS = 06000;
    /** O_CREAT, and the bit of its own of O_TMPFILE. */
    private static final int CREATES = 0x40 | 0x40_0000;
    /** AF_UNIX, AF_INET, AF_INET6. */
    private static final List<Integer> FAMILIES = List.of(1, 2, 10);

    private static final int AF_NETLINK = 16;
    private static final int NETLINK_ROUTE = 0;
    /** Put characters into a terminal as if they were typed: TIOCSTI, TIOCLINUX. */
    private static final List<Integer> TYPING = List.of(0x5412, 0x541C);

    /**
     * Calls from this number on (open_tree_attr) are younger than this list; programs take ENOSYS for an older kernel. The
     * numbers of the x32 convention, under which calls would pass unseen, are higher still.
     */
    private static final int UNKNOWN = 467;

    /** The mode stands behind a pointer, which a filter cannot follow. */
    private static final int OPENAT2 = 437;

    private static final int FCHMODAT2 = 452;

    /**
     * The same on both: io_uring_setup, _enter, _register; open_tree, move_mount, fsopen, fsconfig, fsmount, fspick,
     * mount_setattr, quotactl_fd.
     */
    private static final List<Integer> COMMON = List.of(425, 426, 427, 428, 429, 430, 431, 432, 433, 442, 443);

    /** A call that sets a mode, and which of its arguments that is. @param flags the argument that must say create; -1 if none */
    private record SetsMode(int number, int mode, int flags) {}

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
                        179, 103, 164, 227),
                List.of(41, 53),
                16,
                // chmod, fchmod, fchmodat, creat, mknod, mknodat, open, openat
                List.of(
                        new SetsMode(90, 1, -1),
                        new SetsMode(91, 1, -1),
                        new SetsMode(268, 2, -1),
                        new SetsMode(85, 1, -1),
                        new SetsMode(133, 1, -1),
                        new SetsMode(259, 2, -1),
                        new SetsMode(2, 2, 1),
                        new SetsMode(257, 3, 2))),
        /** The same calls in the same order. */
        AARCH64(
                0xC00000B7,
                List.of(
                        217, 218, 219, 40, 39, 41, 280, 282, 241, 104, 294, 105, 273, 106, 265, 224, 225, 142, 89, 60,
                        116, 170, 112),
                List.of(198, 199),
                29,
                // fchmod, fchmodat, mknodat, openat
                List.of(
                        new SetsMode(52, 1, -1),
                        new SetsMode(53, 2, -1),
                        new SetsMode(33, 2, -1),
                        new SetsMode(56, 3, 2)));

        private final int audit;
        private final List<Integer> numbers;
        private final List<Integer> sockets;
        private final int ioctl;
        private final List<SetsMode> modes;

        Machine(int audit, List<Integer> numbers, List<Integer> sockets, int ioctl, List<SetsMode> modes) {
            this.audit = audit;
            this.numbers = numbers;
            this.sockets = sockets;
            this.ioctl = ioctl;
            this.modes = modes;
        }
    }

    private @Nullable NamelessFile file;

    /** A file with the program; null on a processor whose numbers are not known. */
    synchronized @Nullable Path file() throws IOException {
        byte[] program = program();
        if (program == null) {
            return null;
        }
        if (file == null) {
            file = NamelessFile.of(program);
        }
        return file.path();
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
        Program program = new Program();
        program.add(LOAD, 0, 0, ARCHITECTURE);
        program.add(IF_EQUAL, 1, 0, machine.audit);
        program.add(RETURN, 0, 0, EPERM);
        program.add(LOAD, 0, 0, NUMBER);
        program.end(IF_AT_LEAST, UNKNOWN, ENOSYS);
        program.end(IF_EQUAL, OPENAT2, ENOSYS);
        machine.numbers.forEach(number -> program.end(IF_EQUAL, number, EPERM));
        COMMON.forEach(number -> program.end(IF_EQUAL, number, EPERM));
        machine.sockets.forEach(number -> program.when(number, sockets()));
        machine.modes.forEach(call -> program.when(call.number(), mode(call)));
        program.when(FCHMODAT2, mode(new SetsMode(FCHMODAT2, 2, -1)));
        program.when(machine.ioctl, typing());
        program.add(RETURN, 0, 0, ALLOW);
        return program.bytes();
    }

    private static Program sockets() {
        Program program = new Program();
        program.add(LOAD, 0, 0, ARGUMENT);
        FAMILIES.forEach(family -> program.end(IF_EQUAL, family, ALLOW));
        program.refuseUnless(AF_NETLINK);
        program.add(LOAD, 0, 0, ARGUMENT + 2 * 8);
        program.refuseUnless(NETLINK_ROUTE);
        program.add(RETURN, 0, 0, ALLOW);
        return program;
    }

    private static Program mode(SetsMode call) {
        Program program = new Program();
        if (call.flags() >= 0) {
            program.add(LOAD, 0, 0, ARGUMENT + call.flags() * 8);
            program.add(IF_ANY_BIT, 1, 0, CREATES);
            program.add(RETURN, 0, 0, ALLOW);
        }
        program.add(LOAD, 0, 0, ARGUMENT + call.mode() * 8);
        program.end(IF_ANY_BIT, RIGHTS_OF_OTHERS, EPERM);
        program.add(RETURN, 0, 0, ALLOW);
        return program;
    }

    private static Program typing() {
        Program program = new Program();
        program.add(LOAD, 0, 0, ARGUMENT + 8);
        TYPING.forEach(request -> program.end(IF_EQUAL, request, EPERM));
        program.add(RETURN, 0, 0, ALLOW);
        return program;
    }

    /** Instructions in the order in which they run; jumps lead forward only. */
    private static final class Program {
        private final ByteArrayOutputStream instructions = new ByteArrayOutputStream();

        /** @param yes instructions to skip if it is so */
        void add(int code, int yes, int no, int value) {
            ByteBuffer one = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            one.putShort((short) code).put((byte) yes).put((byte) no).putInt(value);
            instructions.writeBytes(one.array());
        }

        /** Ends with this answer if the loaded value is so. */
        void end(int test, int value, int answer) {
            add(test, 0, 1, value);
            add(RETURN, 0, 0, answer);
        }

        void refuseUnless(int value) {
            add(IF_EQUAL, 1, 0, value);
            add(RETURN, 0, 0, EPERM);
        }

        /** For one call, ends with what these instructions say; the loaded value must be the call's number. */
        void when(int number, Program program) {
            byte[] inner = program.bytes();
            add(IF_EQUAL, 0, inner.length / 8, number);
            instructions.writeBytes(inner);
        }

        byte[] bytes() {
            return instructions.toByteArray();
        }
    }
}
