package dev.stayer.app;

import dev.stayer.ChildJvm;
import dev.stayer.cli.Launcher;
import dev.stayer.core.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** The program as its user meets it, in a workspace of its own: called in this process, or started as one of its own. */
final class Stayer {
    private static final Object STREAMS = new Object();

    private final Path root;

    Stayer(Path root) {
        this.root = root;
    }

    /** What a command said and returned. */
    record Result(int code, String out, String err) {
        JsonNode json() {
            return Json.parse(out);
        }
    }

    Path root() {
        return root;
    }

    Path file(String name, String content) {
        try {
            Path file = root.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String name) {
        try {
            return Files.readString(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the workflow to a file and runs it. */
    Result run(String workflow, String... more) {
        List<String> args =
                new ArrayList<>(List.of("run", file("workflow.yaml", workflow).toString()));
        args.addAll(List.of(more));
        return call(args.toArray(String[]::new));
    }

    /** Calls a command in this process. */
    Result call(String... args) {
        List<String> all = new ArrayList<>(List.of("-w", root.toString()));
        all.addAll(List.of(args));
        synchronized (STREAMS) {
            PrintStream out = System.out;
            PrintStream err = System.err;
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            ByteArrayOutputStream complained = new ByteArrayOutputStream();
            try {
                System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
                System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
                int code = Launcher.run(all.toArray(String[]::new), OwnerContext::take);
                return new Result(
                        code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
            } finally {
                System.setOut(out);
                System.setErr(err);
            }
        }
    }

    JsonNode status() {
        return call("status", "last", "--json").json();
    }

    /** The state of a task by its name. */
    String state(String name) {
        return task(name).path("status").asString();
    }

    JsonNode task(String name) {
        for (JsonNode task : status().path("tasks")) {
            if (task.path("name").asString().equals(name)) {
                return task;
            }
        }
        throw new AssertionError("no task " + name + " in " + status());
    }

    /** Starts a command as a process of its own, with JVM options before it; what it prints goes to {@code process.log}. */
    Process start(List<String> options, String... args) {
        try {
            return new ProcessBuilder(words(options, args))
                    .directory(root.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            root.resolve("process.log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command line of a process of its own. */
    List<String> words(List<String> options, String... args) {
        List<String> all = new ArrayList<>(List.of("-w", root.toString()));
        all.addAll(List.of(args));
        return ChildJvm.program(options, all.toArray(String[]::new));
    }
}
