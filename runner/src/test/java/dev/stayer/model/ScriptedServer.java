package dev.stayer.model;

import dev.stayer.core.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider on loopback that speaks both protocols, plays a script and every {@link Fault}, keeps every request, and counts
 * tokens as a provider with a cache of prompts does. On plain sockets, because only those can reset. Thread-safe; the script
 * is called by one thread for each question, and may wait.
 */
public final class ScriptedServer implements AutoCloseable {
    private final ServerSocket door;
    private final Script script;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<String> prompts = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Decides what is answered. */
    @FunctionalInterface
    public interface Script {
        ScriptedReply reply(Asked asked) throws Exception;
    }

    private ScriptedServer(Script script) {
        this.script = script;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().name("scripted-server").start(this::accept);
    }

    /** A server that asks the script for every reply. */
    public static ScriptedServer playing(Script script) {
        return new ScriptedServer(script);
    }

    /** A server that gives these replies in order, and the last one to all that come after. */
    public static ScriptedServer playing(ScriptedReply... replies) {
        return new ScriptedServer(asked -> replies[Math.min(asked.number(), replies.length) - 1]);
    }

    /** The base-url of a provider of type openai. */
    public URI openAi() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort() + "/v1");
    }

    /** The base-url of a provider of type anthropic. */
    public URI anthropic() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    /** All requests so far, in order of arrival. */
    public List<Asked> asked() {
        return asked;
    }

    /** How many connections were made. */
    public int connections() {
        return connections.get();
    }

    /** How many connections the client closed while its answer was not whole. */
    public int abandoned() {
        return abandoned.get();
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            door.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket socket = door.accept();
                // Otherwise every small event waits 40 ms for the client's delayed acknowledgement.
                socket.setTcpNoDelay(true);
                connections.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                // The door was closed.
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean open = true;
            while (open) {
                Asked request = request(in);
                if (request == null) {
                    return;
                }
                ScriptedReply reply = script(request);
                open = answer(request, reply, socket, in);
            }
        } catch (IOException e) {
            if (closed.getCount() > 0) {
                abandoned.incrementAndGet();
            }
        } finally {
            sockets.remove(socket);
        }
    }

    private ScriptedReply script(Asked request) {
        try {
            return script.reply(request);
        } catch (Exception | AssertionError e) {
            return ScriptedReply.status(400, "the script failed: " + e);
        }
    }

    private @Nullable Asked request(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] bytes = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String body = new String(bytes, StandardCharsets.UTF_8);
        ObjectNode tree = (ObjectNode) Json.parse(body);
        String protocol = first.contains("/messages") ? "anthropic" : "openai";
        synchronized (this) {
            Usage usage = usage(protocol, body, Asked.prompt(tree));
            Asked request = new Asked(asked.size() + 1, protocol, headers, body, tree, usage);
            asked.add(request);
            return request;
        }
    }

    /** A token is 4 characters; the longest beginning that an earlier request had too comes from the cache. */
    private Usage usage(String protocol, String body, String prompt) {
        int common = 0;
        for (String earlier : prompts) {
            int at = 0;
            int most = Math.min(earlier.length(), prompt.length());
            while (at < most && earlier.charAt(at) == prompt.charAt(at)) {
                at++;
            }
            common = Math.max(common, at);
        }
        prompts.add(prompt);
        long cached = common / 4;
        long rest = prompt.length() / 4 - cached;
        if (protocol.equals("openai")) {
            return new Usage(rest, cached, 0, 0);
        }
        boolean marked = body.contains("\"cache_control\"");
        return marked ? new Usage(0, cached, rest, 0) : new Usage(rest + cached, 0, 0, 0);
    }

    /** The next line without its end; empty at the end of the stream too. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** @return false if the connection is over */
    private boolean answer(Asked request, ScriptedReply reply, Socket socket, InputStream in) throws IOException {
        OutputStream out = socket.getOutputStream();
        if (reply.plain() != null) {
            ScriptedReply.Plain plain = reply.plain();
            byte[] body = plain.body().getBytes(StandardCharsets.UTF_8);
            StringBuilder head = new StringBuilder("HTTP/1.1 " + plain.status() + " -\r\n");
            plain.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
            out.write((head + "content-length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(body);
            return true;
        }
        List<String> frames = Frames.of(request, reply);
        int half = frames.size() / 2;
        return switch (reply.fault()) {
            case RESET -> reset(socket);
            case STALL -> hold(in);
            case STALL_AFTER_HEADERS -> {
                begin(out, "text/event-stream");
                yield hold(in);
            }
            case ONLY_PINGS -> {
                begin(out, "text/event-stream");
                yield ping(out);
            }
            case HTML -> {
                begin(out, "text/html; charset=utf-8");
                chunk(out, "<!doctype html><title>Sign in</title><p>Please sign in to the network.");
                yield end(out);
            }
            case EMPTY -> {
                begin(out, "text/event-stream");
                yield end(out);
            }
            case HALF_THEN_SILENCE -> {
                send(out, "text/event-stream", frames.subList(0, half));
                yield hold(in);
            }
            case HALF_THEN_END -> {
                send(out, "text/event-stream", frames.subList(0, half));
                yield end(out);
            }
            case HALF_THEN_RESET -> {
                send(out, "text/event-stream", frames.subList(0, half));
                yield reset(socket);
            }
            case HALF_THEN_CLOSE -> {
                send(out, "text/event-stream", frames.subList(0, half));
                yield false;
            }
            case ERROR_INSIDE -> {
                send(out, "text/event-stream", frames.subList(0, half));
                chunk(out, Frames.error(request.protocol()));
                yield end(out);
            }
            case INVALID_JSON -> {
                List<String> wrong = new ArrayList<>(frames);
                wrong.set(half, wrong.get(half).substring(0, wrong.get(half).length() / 2) + "\n\n");
                send(out, "text/event-stream", wrong);
                yield end(out);
            }
            case WRONG_TYPE -> {
                send(out, "text/plain", frames);
                yield end(out);
            }
            case NONE, CUT_CALL -> {
                send(out, "text/event-stream; charset=utf-8", frames);
                yield end(out);
            }
        };
    }

    private static void send(OutputStream out, String type, List<String> frames) throws IOException {
        begin(out, type);
        for (String frame : frames) {
            chunk(out, frame);
        }
    }

    private static void begin(OutputStream out, String type) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\ncontent-type: " + type + "\r\ntransfer-encoding: chunked\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
        chunk.writeBytes(bytes);
        chunk.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        out.write(chunk.toByteArray());
        out.flush();
    }

    private static boolean end(OutputStream out) throws IOException {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        out.flush();
        return true;
    }

    private static boolean reset(Socket socket) throws IOException {
        // Closing with nothing to linger for sends RST.
        socket.setSoLinger(true, 0);
        socket.close();
        return false;
    }

    private boolean ping(OutputStream out) throws IOException {
        try {
            while (!closed.await(5, TimeUnit.MILLISECONDS)) {
                chunk(out, ": still here\n\n");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /** Says nothing more until the client goes. */
    private static boolean hold(InputStream in) throws IOException {
        if (in.read() < 0) {
            throw new EOFException("the client went");
        }
        return false;
    }
}
