package dev.stayer.app;

import dev.stayer.core.Json;
import dev.stayer.model.Asked;
import dev.stayer.model.ScriptedReply;
import dev.stayer.model.ScriptedServer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.node.ObjectNode;

/**
 * A {@link BlindModel} in the mouth of a small local model: what it wants to do comes out in the forms that such models and
 * their servers produce. Thread-safe.
 */
final class WeakModel implements ScriptedServer.Script {
    /** What it does to a reply. */
    enum Habit {
        NOTHING,
        CASE_OF_NAME,
        PREFIX_OF_NAME,
        JSON_IN_A_STRING,
        FENCED_TEXT,
        TAGGED_TEXT,
        TEXT_WITH_PROSE,
        REMARK,
        WRONG_TYPES,
        UNKNOWN_KEY,
        ONLY_THINKING,
        SAME_AGAIN,
        HUGE_OUTPUT
    }

    private final BlindModel model;
    private final Random random;
    /** Each habit comes once before any comes again. */
    private final List<Habit> ahead = new ArrayList<>();

    private final Map<Habit, Integer> done = new EnumMap<>(Habit.class);
    private ScriptedReply.Call last = new ScriptedReply.Call(null, "shell", "{\"command\":\"ls\"}");

    WeakModel(long seed) {
        model = new BlindModel(seed);
        random = new Random(seed);
    }

    /** How often it did what. */
    Map<Habit, Integer> done() {
        return done;
    }

    @Override
    public synchronized ScriptedReply reply(Asked asked) {
        ScriptedReply meant = model.reply(asked);
        if (meant.plain() != null
                || meant.parts().size() != 1
                || !(meant.parts().get(0) instanceof ScriptedReply.Call call)
                || !call.arguments().endsWith("}")) {
            return meant;
        }
        if (ahead.isEmpty()) {
            ahead.addAll(List.of(Habit.values()));
            Collections.shuffle(ahead, random);
        }
        Habit habit = ahead.remove(0);
        done.merge(habit, 1, Integer::sum);
        ScriptedReply said = say(habit, call);
        last = call;
        return said;
    }

    private ScriptedReply say(Habit habit, ScriptedReply.Call call) {
        ObjectNode arguments = (ObjectNode) Json.parse(call.arguments());
        String whole = Json.write(Json.object().put("name", call.name()).set("arguments", arguments));
        return switch (habit) {
            case NOTHING -> ScriptedReply.calling(call.name(), call.arguments());
            case CASE_OF_NAME -> ScriptedReply.calling(call.name().toUpperCase(Locale.ROOT), call.arguments());
            case PREFIX_OF_NAME -> ScriptedReply.calling("functions." + call.name(), call.arguments());
            case JSON_IN_A_STRING ->
                ScriptedReply.calling(call.name(), Json.write(Json.NODES.stringNode(call.arguments())));
            case FENCED_TEXT -> ScriptedReply.of("```json\n" + whole + "\n```");
            case TAGGED_TEXT -> ScriptedReply.of("<tool_call>\n" + whole + "\n</tool_call>");
            case TEXT_WITH_PROSE -> ScriptedReply.of("I will now run:\n```json\n" + whole + "\n```\nLet me know!");
            case REMARK ->
                ScriptedReply.calling(call.name(), Json.write(arguments.put("description", "The next step")));
            case WRONG_TYPES -> {
                if (call.name().equals("shell")) {
                    arguments.put("poll", "false");
                }
                yield ScriptedReply.calling(call.name(), Json.write(arguments));
            }
            case UNKNOWN_KEY ->
                ScriptedReply.calling(call.name(), Json.write(arguments.put("working_directory", "/somewhere")));
            case ONLY_THINKING -> ScriptedReply.thinking("I should call " + call.name() + " now.");
            case SAME_AGAIN -> ScriptedReply.calling(last.name(), last.arguments());
            case HUGE_OUTPUT -> ScriptedReply.calling("shell", "{\"command\":\"seq 1 400000\"}");
        };
    }

    /** For trying the program by hand: prints where it listens. */
    public static void main(String[] args) throws InterruptedException {
        try (ScriptedServer server = ScriptedServer.playing(new WeakModel(Long.parseLong(args[0])))) {
            System.out.println(server.openAi());
            Thread.currentThread().join();
        }
    }
}
