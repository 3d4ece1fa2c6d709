package dev.stayer.tool.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is mounted where on the machine at this moment, as {@code /proc/self/mountinfo} tells it (proc(5)). Immutable. */
final class HostMounts {
    private static final Path ROOT = Path.of("/");

    private final List<Line> lines;

    private record Line(String device, String root, Path point) {}

    private HostMounts(List<Line> lines) {
        this.lines = lines;
    }

    static HostMounts now() throws IOException {
        List<Line> lines = new ArrayList<>();
        for (String text : Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.UTF_8)
                .split("\n")) {
            String[] words = text.split(" ", 6);
            lines.add(new Line(words[2], words[3], Path.of(plain(words[4]))));
        }
        return new HostMounts(lines);
    }

    /** The device and the path on it that a bind mount of this source shows: {@code 8:1 /home/me/project}. */
    String identity(Path source) {
        Line holder = new Line("?", "/", ROOT);
        for (Line line : lines) {
            // Of two mounts in one place the later one is seen.
            if (source.startsWith(line.point())
                    && line.point().getNameCount() >= holder.point().getNameCount()) {
                holder = line;
            }
        }
        return holder.device() + " " + below(holder.root(), holder.point().relativize(source));
    }

    /** What a bind mount of {@code source} at {@code path} brings along: {@code DEVICE ROOT POINT} of each mount below it. */
    List<String> below(Path source, Path path) {
        List<String> found = new ArrayList<>();
        for (Line line : lines) {
            if (line.point().startsWith(source) && !line.point().equals(source)) {
                Path point = path.resolve(source.relativize(line.point()));
                found.add(line.device() + " " + line.root() + " " + escaped(point.toString()));
            }
        }
        return found;
    }

    private static String below(String root, Path rest) {
        String tail = escaped(rest.toString());
        if (tail.isEmpty()) {
            return root;
        }
        return root.endsWith("/") ? root + tail : root + "/" + tail;
    }

    /** As the kernel writes a path into a line of words. */
    static String escaped(String path) {
        return path.replace("\\", "\\134")
                .replace(" ", "\\040")
                .replace("\t", "\\011")
                .replace("\n", "\\012");
    }

    private static String plain(String path) {
        return path.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
