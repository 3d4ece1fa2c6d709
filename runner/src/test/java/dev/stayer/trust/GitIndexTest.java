package dev.stayer.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Indexes as git writes them, drawn at random, come back as they were; broken ones are not understood, and hang nobody. */
class GitIndexTest {
    @ParameterizedTest
    @CsvSource({"2,20", "3,20", "4,20", "2,32", "4,32"})
    void an_index_is_read_as_git_wrote_it(int version, int hashBytes) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 400; round++) {
            Map<String, String> entries = entries(random, hashBytes);
            byte[] bytes = write(entries, version, random);
            assertThat(GitIndex.parse(bytes, hashBytes)).as("seed " + seed).contains(entries);
            byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            byte[] changed = bytes.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            // Whatever comes of it, it ends without an error.
            assertThatCode(() -> GitIndex.parse(cut, hashBytes))
                    .as("seed " + seed)
                    .doesNotThrowAnyException();
            assertThatCode(() -> GitIndex.parse(changed, hashBytes))
                    .as("seed " + seed)
                    .doesNotThrowAnyException();
        }
    }

    private static Map<String, String> entries(Random random, int hashBytes) {
        Map<String, String> entries = new TreeMap<>();
        for (int i = random.nextInt(30); i >= 0; i--) {
            byte[] hash = new byte[hashBytes];
            random.nextBytes(hash);
            String name = "folder/".repeat(random.nextInt(4))
                    + "ä".repeat(random.nextInt(3))
                    + "x".repeat(random.nextInt(20))
                    + i;
            entries.put(
                    random.nextInt(20) == 0 ? name + "y".repeat(5000) : name,
                    HexFormat.of().formatHex(hash));
        }
        return entries;
    }

    private static byte[] write(Map<String, String> entries, int version, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(12)
                .put("DIRC".getBytes(StandardCharsets.US_ASCII))
                .putInt(version)
                .putInt(entries.size())
                .array());
        byte[] before = new byte[0];
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            byte[] name = entry.getKey().getBytes(StandardCharsets.UTF_8);
            byte[] hash = HexFormat.of().parseHex(entry.getValue());
            int begin = out.size();
            byte[] stat = new byte[40];
            random.nextBytes(stat);
            out.writeBytes(stat);
            out.writeBytes(hash);
            boolean extended = version > 2 && random.nextBoolean();
            int flags = Math.min(name.length, 0xfff) | (extended ? 0x4000 : 0);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) flags).array());
            if (extended) {
                out.writeBytes(new byte[2]);
            }
            if (version == 4) {
                int common = 0;
                while (common < Math.min(before.length, name.length) && before[common] == name[common]) {
                    common++;
                }
                out.writeBytes(distance(before.length - common));
                out.write(name, common, name.length - common);
                out.write(0);
            } else {
                out.writeBytes(name);
                do {
                    out.write(0);
                } while ((out.size() - begin) % 8 != 0);
            }
            before = name;
        }
        out.writeBytes(new byte[hashBytesOf(entries)]);
        return out.toByteArray();
    }

    private static int hashBytesOf(Map<String, String> entries) {
        return entries.values().iterator().next().length() / 2;
    }

    private static byte[] distance(int value) {
        byte[] reversed = new byte[10];
        int length = 0;
        reversed[length++] = (byte) (value & 0x7f);
        for (int rest = value >> 7; rest != 0; rest >>= 7) {
            rest--;
            reversed[length++] = (byte) (0x80 | rest & 0x7f);
        }
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = reversed[length - 1 - i];
        }
        return bytes;
    }
}
