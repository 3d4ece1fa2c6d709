package dev.stayer.model;

import dev.stayer.core.Json;
import dev.stayer.redact.Redactor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Records what goes over another wire: of the request only hashes, of the answer status, the headers that mean something, and
 * the body without known secrets. What brought no answer, or was interrupted, is not recorded.
 */
final class RecordingWire implements Wire {
    private static final Pattern KEPT =
            Pattern.compile("content-type|retry-after(-ms)?|(anthropic|x)-ratelimit-[a-z-]+");

    private final Wire wire;
    private final Recording recording;
    private final String model;
    private final Redactor redactor;

    RecordingWire(Wire wire, Recording recording, String model, Redactor redactor) {
        this.wire = wire;
        this.recording = recording;
        this.model = model;
        this.redactor = redactor;
    }

    @Override
    public Answer send(Ask ask) throws ModelException, InterruptedException {
        return new Recorded(ask, wire.send(ask));
    }

    private final class Recorded implements Answer {
        private final Ask ask;
        private final Answer answer;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private boolean done;

        Recorded(Ask ask, Answer answer) {
            this.ask = ask;
            this.answer = answer;
        }

        @Override
        public int status() {
            return answer.status();
        }

        @Override
        public Map<String, String> headers() {
            return answer.headers();
        }

        @Override
        public byte @Nullable [] next() throws ModelException, InterruptedException {
            byte[] piece;
            try {
                piece = answer.next();
            } catch (ModelException e) {
                record(e.kind());
                throw e;
            } catch (InterruptedException e) {
                done = true;
                throw e;
            }
            if (piece == null) {
                record(null);
            } else {
                body.writeBytes(piece);
            }
            return piece;
        }

        @Override
        public void drain() throws InterruptedException {
            record(null);
            answer.drain();
        }

        @Override
        public void close() {
            answer.close();
            record(null);
        }

        private void record(ModelException.@Nullable Kind broken) {
            if (done) {
                return;
            }
            done = true;
            ObjectNode line = Json.object();
            line.put("protocol", ask.protocol());
            line.put("model", model);
            line.put("request", ask.body().hash());
            ArrayNode parts = line.putArray("parts");
            Likeness.of(ask.body(), recording.workspace()).parts().forEach(parts::add);
            line.put("status", answer.status());
            ObjectNode headers = line.putObject("headers");
            answer.headers().forEach((name, value) -> {
                if (KEPT.matcher(name).matches()) {
                    headers.put(name, redactor.redact(value));
                }
            });
            try {
                line.put(
                        "body",
                        redactor.redact(StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(body.toByteArray()))
                                .toString()));
            } catch (CharacterCodingException e) {
                // No text, so no secret that a reader could see; but its bytes may matter to whoever looks for the
                // fault.
                line.put("base64", Base64.getEncoder().encodeToString(body.toByteArray()));
            }
            if (broken != null) {
                line.put("broken", broken.name());
            }
            recording.add(line);
        }
    }
}
