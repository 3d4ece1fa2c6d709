package dev.stayer.tool.skill;

import dev.stayer.core.EventType;
import dev.stayer.core.Json;
import dev.stayer.journal.Journal;
import dev.stayer.journal.SkillLoads;
import dev.stayer.model.ToolSpec;
import dev.stayer.redact.Redactor;
import dev.stayer.skill.Skill;
import dev.stayer.store.Database;
import dev.stayer.tool.Call;
import dev.stayer.tool.Tool;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Loads a skill's instructions, and keeps that the task did so. They are text and nothing more: what the task may do is decided
 * by its jail.
 */
public final class SkillTool implements Tool {
    /** The tool's name. */
    public static final String NAME = "skill";

    /** The most characters that are given; the rest is read from the file. */
    private static final int MAX_CHARACTERS = 24_000;

    private static final ToolSpec SPEC = new ToolSpec(NAME, "Loads a skill's instructions.", (ObjectNode) Json.parse(
            "{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}},\"required\":[\"name\"]}"));

    private final Map<String, Skill> skills = new TreeMap<>();
    private final Database database;
    private final Journal journal;
    private final Redactor redactor;
    private final InstantSource clock;

    /** @param enabled the skills that may be loaded */
    public SkillTool(List<Skill> enabled, Database database, Journal journal, Redactor redactor, InstantSource clock) {
        enabled.forEach(skill -> skills.put(skill.name(), skill));
        this.database = database;
        this.journal = journal;
        this.redactor = redactor;
        this.clock = clock;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Repeat repeat(ObjectNode arguments) {
        return Repeat.IDEMPOTENT;
    }

    @Override
    public Answer call(ObjectNode arguments, Call call) {
        String name = arguments.path("name").asString("").strip();
        Skill skill = skills.get(name);
        if (skill == null) {
            return Answer.failure("there is no skill '" + name + "'; there are " + String.join(", ", skills.keySet()));
        }
        String text = redactor.redact(text(skill));
        database.writeOnly(tx -> {
            boolean first = SkillLoads.add(
                    tx,
                    new SkillLoads.Load(
                            call.run(), call.task(), skill.name(), call.turn(), skill.hash(), text, clock.instant()));
            if (first) {
                journal.append(
                        tx,
                        call.run(),
                        call.task(),
                        call.turn(),
                        EventType.SKILL_USED,
                        "uses the skill " + skill.name(),
                        Json.object().put("skill", skill.name()).put("hash", skill.hash()));
            }
        });
        return Answer.of(text);
    }

    private static String text(Skill skill) {
        String body = skill.body();
        String shown = body.length() <= MAX_CHARACTERS
                ? body
                : body.substring(0, MAX_CHARACTERS) + "\n… the rest is in " + skill.path() + ", read it from there";
        return "Skill " + skill.name() + " (its files are in " + skill.path().replaceFirst("/[^/]*$", "") + ")\n\n"
                + shown;
    }
}
