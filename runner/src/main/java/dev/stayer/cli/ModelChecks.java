package dev.stayer.cli;

import dev.stayer.config.StayerConfig;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.model.Learnt;
import dev.stayer.model.Message;
import dev.stayer.model.ModelException;
import dev.stayer.model.ModelReply;
import dev.stayer.model.ModelRequest;
import dev.stayer.model.Models;
import dev.stayer.model.ToolSpec;
import dev.stayer.model.WireLimits;
import dev.stayer.store.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Asks every model that is set up one tiny question, and says what came of it. */
final class ModelChecks {
    private static final WireLimits PATIENCE = new WireLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            WireLimits.DEFAULT.line(),
            WireLimits.DEFAULT.response());
    /** Enough for a model that thinks first. */
    private static final long OUTPUT = 1_000;

    private static final ModelRequest QUESTION = new ModelRequest(
            "You are being tried out.",
            List.of(new ToolSpec("ready", "Says that you are ready.", (ObjectNode) Json.parse("""
                            {"type":"object","properties":{"word":{"type":"string"}},"required":["word"]}"""))),
            List.of(new Message.User("Call the tool ready with the word yes.")),
            OUTPUT);

    private ModelChecks() {}

    /** What was found of one model. */
    record Found(String name, boolean ok, String detail) {}

    static List<Found> of(StayerConfig config, Workspace workspace, Map<String, String> environment, Learnt learnt) {
        Models models = new Models(config, environment, workspace.root(), PATIENCE, learnt);
        if (!models.any()) {
            return List.of(new Found(
                    "model",
                    true,
                    "none is set up; prompt tasks and dream need one, in stayer.yaml or by ANTHROPIC_API_KEY, OPENAI_API_KEY or"
                            + " STAYER_MODEL_BASE_URL"));
        }
        Set<String> names = config.models().keySet();
        List<Found> found = new ArrayList<>();
        for (String name : names.isEmpty() ? models.order(null) : names) {
            found.add(one(models, name));
        }
        return found;
    }

    private static Found one(Models models, String name) {
        String title = "model " + name;
        try {
            Models.Opened opened = models.open(name);
            if (opened.playback()) {
                return new Found(title, true, "plays a recording: a rehearsal, no real model");
            }
            long began = System.nanoTime();
            ModelReply reply = opened.client().ask(QUESTION, text -> {});
            double seconds = (System.nanoTime() - began) / 1e9;
            String what = reply.message().calls().isEmpty()
                    ? "answers, but called no tool as asked, and agents work by tools"
                    : "answers and calls tools";
            return new Found(
                    title,
                    true,
                    String.format(
                            Locale.ROOT,
                            "%s %s, after %.1f s (%d tokens in, %d out); a window of %dk is used",
                            reply.model(),
                            what,
                            seconds,
                            reply.usage().prompt(),
                            reply.usage().output(),
                            opened.window() / 1000));
        } catch (StayerException e) {
            return new Found(title, false, e.whatHappened() + "; " + e.nextStep());
        } catch (ModelException e) {
            return new Found(title, false, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Found(title, false, "interrupted");
        }
    }
}
