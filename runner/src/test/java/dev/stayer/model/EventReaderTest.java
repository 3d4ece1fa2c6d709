package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventReaderTest {
    private static final String STREAM = "\uFEFF: hello\r\nevent: a\r\ndata: {\"x\":1}\r\n\r\n"
            + "data:grüße 🌍\ndata: zweite\n\nid: 7\nretry: 5\n\ndata\n\rdata: mac\r\r"
            + "{\"error\":\"bare\"}\nevent: lost\n\ndata: [DONE]";

    private static final List<EventReader.Event> EVENTS = List.of(
            new EventReader.Event("a", "{\"x\":1}"),
            new EventReader.Event("", "grüße 🌍\nzweite"),
            new EventReader.Event("", ""),
            new EventReader.Event("", "mac"),
            new EventReader.Event("", "{\"error\":\"bare\"}"),
            new EventReader.Event("", "[DONE]"));

    private static EventReader reader(List<byte[]> pieces) {
        return new EventReader(new Pieces(pieces), Clients.SHORT);
    }

    private static List<EventReader.Event> events(List<byte[]> pieces) throws Exception {
        EventReader reader = reader(pieces);
        List<EventReader.Event> events = new ArrayList<>();
        for (EventReader.Event event = reader.next(); event != null; event = reader.next()) {
            events.add(event);
        }
        return events;
    }

    @Test
    void events_are_the_same_however_their_bytes_are_cut() throws Exception {
        byte[] bytes = STREAM.getBytes(StandardCharsets.UTF_8);
        assertThat(events(List.of(bytes))).isEqualTo(EVENTS);
        for (long seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            List<byte[]> pieces = new ArrayList<>();
            for (int from = 0; from < bytes.length; ) {
                int to = Math.min(bytes.length, from + 1 + random.nextInt(9));
                pieces.add(Arrays.copyOfRange(bytes, from, to));
                from = to;
            }
            assertThat(events(pieces)).as("seed %d", seed).isEqualTo(EVENTS);
        }
    }

    @Test
    void bytes_that_are_no_utf_8_are_no_stream() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("data: a".getBytes(StandardCharsets.UTF_8));
        bytes.write(0xC3);
        bytes.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        ModelException e = catchThrowableOfType(
                ModelException.class, () -> reader(List.of(bytes.toByteArray())).next());
        assertThat(e.kind()).isEqualTo(ModelException.Kind.BROKEN);
    }
}
