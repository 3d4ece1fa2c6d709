package dev.stayer.distill;

import dev.stayer.core.Json;
import dev.stayer.distill.CommandStep.Slot;
import dev.stayer.distill.ShellCommand.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns the calls of a session into steps: one for each command of a shell text, one for each call of another tool. */
final class StepReader {
    private static final Set<String> SHELLS = WordLists.of("""
            shell bash sh zsh terminal run_command execute_command exec exec_command execute_bash run_shell_command
            local_shell run_terminal_cmd shell_command command""");
    private static final List<String> COMMAND_KEYS = List.of("command", "cmd", "script", "commands", "input", "code");
    private static final Set<String> SILENT = WordLists.of("""
            cd pwd export unset set true false : sleep source . pushd popd clear wait exit return shift local declare read
            trap alias umask break continue test [ [[""");
    private static final Set<String> KEYWORDS = WordLists.of("""
            if then else elif fi do done while until ! { } time esac in""");
    private static final Set<String> WRAPPERS = WordLists.of("""
            sudo env nohup nice ionice timeout exec command stdbuf npx bunx doas setsid xvfb-run""");
    private static final Set<String> PAIRED_WRAPPERS = Set.of(
            "poetry run",
            "pipenv run",
            "uv run",
            "bundle exec",
            "pnpm exec",
            "pnpm dlx",
            "yarn dlx",
            "rye run",
            "hatch run",
            "pdm run");
    private static final Set<String> INTERPRETERS = WordLists.of("""
            python python3 python2 node ruby perl php bash sh zsh deno tsx ts-node Rscript julia""");
    /** Flags before a sub-command that take a word of their own. */
    private static final Set<String> VALUED = WordLists.of("""
            -C -c -n --namespace -f --file --context --prefix -p --project --profile --region -H --kubeconfig -w
            --workspace --cwd -u --user --config -e --env -t -o -l -s -m --git-dir --work-tree --repo -R --pkg --manifest-
            path -k --kill-after --signal --rcfile""");

    private static final List<String> ACTIONS =
            List.of("action", "operation", "subcommand", "method", "verb", "op", "command", "mode", "tool", "function");
    private static final Pattern DASH_C = Pattern.compile("-[a-z]*c");
    private static final Pattern PLAIN_WORD = Pattern.compile("[\\w@%+=:,./-]+");
    private static final Pattern WORDY = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,30}");
    private static final Pattern ECHO = Pattern.compile("echo|printf|yes|true");
    private static final Pattern INTO = Pattern.compile(">>?");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*");
    private static final Pattern PERIOD = Pattern.compile("[0-9.]+[smhd]?");
    private static final Pattern SYSTEM = Pattern.compile("(/usr)?(/local)?/s?bin/[^/]+");
    private static final Pattern CODE_FLAG = Pattern.compile("-[mceE]");
    private static final Pattern TEXT_FLAG = Pattern.compile("-[ceE]");
    private static final Pattern NAMED = Pattern.compile("-{0,2}[A-Za-z_][\\w.-]*=");
    private static final int MAX_STEPS_PER_CALL = 64;

    private StepReader() {}

    /** The steps of a session in their order; what changes nothing and shows nothing (cd, export, sleep) is left out. */
    static List<CommandStep> steps(Trace trace) {
        List<CommandStep> steps = new ArrayList<>();
        FetchedCode fetched = new FetchedCode();
        for (int i = 0; i < trace.calls().size(); i++) {
            Trace.TraceCall call = trace.calls().get(i);
            String command = command(call);
            if (command == null) {
                steps.add(named(call, i));
            } else {
                int before = steps.size();
                boolean runs = (fetched.hasFetched() || Hazards.mayFetch(command)) && fetched.runs(command);
                int hazards = Hazards.of(command) | (runs ? Hazards.FETCHED_CODE : 0);
                shell(command, i, hazards, steps, 0);
                while (steps.size() > before + MAX_STEPS_PER_CALL) {
                    steps.remove(steps.size() - 1);
                }
                blame(steps, before, call.ok());
            }
        }
        return steps;
    }

    /** The commands of a shell text that nobody has run. */
    static List<CommandStep> commands(String text) {
        List<CommandStep> steps = new ArrayList<>();
        shell(text, 0, 0, steps, 0);
        return steps;
    }

    /** A list of commands that failed has failed at its last one, as far as anybody can tell. */
    private static void blame(List<CommandStep> steps, int from, boolean ok) {
        if (!ok && steps.size() > from) {
            CommandStep last = steps.get(steps.size() - 1);
            steps.set(
                    steps.size() - 1,
                    new CommandStep(last.tool(), last.chain(), last.slots(), last.call(), false, last.hazards()));
        }
    }

    private static @org.jspecify.annotations.Nullable String command(Trace.TraceCall call) {
        JsonNode args = call.args();
        if (!SHELLS.contains(call.tool().toLowerCase(Locale.ROOT))) {
            return null;
        }
        if (args.isString()) {
            return args.asString();
        }
        for (String key : COMMAND_KEYS) {
            JsonNode value = args.path(key);
            if (value.isString()) {
                return value.asString();
            }
            if (value instanceof ArrayNode words && !words.isEmpty()) {
                return joined(words);
            }
        }
        return null;
    }

    /** An argument vector as a shell text; {@code [bash, -lc, TEXT]} is the text. */
    private static String joined(ArrayNode words) {
        List<String> texts = new ArrayList<>();
        words.forEach(word -> texts.add(word.asString("")));
        if (texts.size() == 3 && DASH_C.matcher(texts.get(1)).matches()) {
            return texts.get(2);
        }
        StringBuilder text = new StringBuilder();
        for (String word : texts) {
            text.append(text.isEmpty() ? "" : " ").append(quoted(word));
        }
        return text.toString();
    }

    private static CommandStep named(Trace.TraceCall call, int index) {
        List<Slot> slots = new ArrayList<>();
        List<String> chain = new ArrayList<>(List.of(call.tool()));
        int hazards = Hazards.hasHidden(call.tool()) ? Hazards.HIDDEN : 0;
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", call.args(), flat, 0);
        for (Map.Entry<String, String> entry : flat.entrySet()) {
            slots.add(new Slot(entry.getKey(), entry.getValue(), entry.getValue(), false));
            hazards |= Hazards.of(entry.getKey() + "=" + entry.getValue()) | Hazards.of(entry.getValue());
        }
        for (String action : ACTIONS) {
            String value = flat.get(action);
            if (value != null && WORDY.matcher(value).matches()) {
                chain.add(value);
                break;
            }
        }
        return new CommandStep(call.tool(), chain, slots, index, call.ok(), hazards);
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> into, int depth) {
        if (into.size() > 32) {
            return;
        }
        if (node instanceof ObjectNode object && depth < 3) {
            object.properties()
                    .forEach(entry -> flatten(
                            prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey(),
                            entry.getValue(),
                            into,
                            depth + 1));
        } else if (!node.isMissingNode() && !node.isNull()) {
            String text = node.isString() ? node.asString() : Json.write(node);
            into.put(prefix.isEmpty() ? "input" : prefix, text);
        }
    }

    private static void shell(String text, int call, int hazards, List<CommandStep> into, int depth) {
        List<ShellCommand> commands = ShellLexer.commands(text);
        for (int i = 0; i < commands.size(); i++) {
            List<Word> words = new ArrayList<>(commands.get(i).words());
            // What a pipe does to the output of a command belongs to that command.
            while (i + 1 < commands.size() && commands.get(i + 1).piped()) {
                i++;
                List<Word> next = commands.get(i).words();
                if (isEcho(words) && !next.get(0).text().equals("tee")) {
                    words = new ArrayList<>(next);
                } else {
                    words.add(new Word("|", "|"));
                    words.addAll(next);
                }
            }
            simple(words, call, hazards, into, depth);
        }
    }

    private static boolean isEcho(List<Word> words) {
        return ECHO.matcher(words.get(0).text()).matches()
                && words.stream().noneMatch(word -> word.text().startsWith(">"));
    }

    private static void simple(List<Word> all, int call, int hazards, List<CommandStep> into, int depth) {
        List<Word> words = unwrapped(all);
        if (words.isEmpty() || words.get(0).text().isBlank()) {
            return;
        }
        String program = program(words.get(0).text());
        if (program.equals("for") || program.equals("case") || program.equals("function") || program.equals("select")) {
            return;
        }
        if (Set.of("bash", "sh", "zsh", "dash").contains(program) && words.size() > 2 && depth < 3) {
            if (DASH_C.matcher(words.get(1).text()).matches()) {
                shell(words.get(2).text(), call, hazards, into, depth + 1);
                return;
            }
        }
        int write = written(words);
        if (write > 0) {
            String name = words.get(write).text();
            List<Slot> slots = List.of(
                    new Slot("", "cat", "cat", true),
                    new Slot("", ">", ">", true),
                    new Slot("", name, words.get(write).raw(), false));
            into.add(new CommandStep(CommandStep.SHELL, List.of("cat >", name), slots, call, true, hazards));
            return;
        }
        boolean silent = SILENT.contains(program) || isEcho(words);
        // A secret that is set for what follows belongs to the workflow, so that the gate sees it.
        if (silent && ((hazards & Hazards.SECRET) == 0 || !program.equals("export"))) {
            return;
        }
        into.add(new CommandStep(CommandStep.SHELL, chain(program, words), slots(words), call, true, hazards));
    }

    /** The place of the file that a here-document, echo or printf is written to; -1 if it is none of these. */
    private static int written(List<Word> words) {
        String program = words.get(0).text();
        boolean cat = program.equals("cat")
                && words.stream().anyMatch(word -> word.text().equals("<<"));
        boolean echo = program.equals("echo") || program.equals("printf");
        boolean tee = program.equals("tee")
                && words.stream().anyMatch(word -> word.text().equals("<<"));
        for (int i = 1; i < words.size(); i++) {
            if ((cat || echo)
                    && INTO.matcher(words.get(i - 1).text()).matches()
                    && !words.get(i).text().equals("/dev/null")) {
                return i;
            }
            if (tee && !words.get(i).isFlag() && !words.get(i).isSign()) {
                return i;
            }
        }
        return -1;
    }

    private static List<Word> unwrapped(List<Word> all) {
        int at = 0;
        while (at < all.size()) {
            String word = all.get(at).text();
            if (KEYWORDS.contains(word) || ASSIGNMENT.matcher(word).matches()) {
                at++;
            } else if (WRAPPERS.contains(word) && at + 1 < all.size()) {
                at++;
                while (at < all.size()
                        && (all.get(at).isFlag()
                                || PERIOD.matcher(all.get(at).text()).matches())) {
                    at += VALUED.contains(all.get(at).text()) && !word.equals("npx") ? 2 : 1;
                }
            } else if (at + 2 < all.size()
                    && PAIRED_WRAPPERS.contains(word + " " + all.get(at + 1).text())) {
                at += 2;
            } else {
                break;
            }
        }
        return at >= all.size() ? List.of() : all.subList(at, all.size());
    }

    private static String program(String word) {
        if (SYSTEM.matcher(word).matches()) {
            return word.substring(word.lastIndexOf('/') + 1);
        }
        return word.startsWith("./") ? word.substring(2) : word;
    }

    private static List<String> chain(String program, List<Word> words) {
        List<String> chain = new ArrayList<>();
        int from = 1;
        if (INTERPRETERS.contains(program)) {
            int script = 1;
            while (script < words.size()
                    && words.get(script).isFlag()
                    && !CODE_FLAG.matcher(words.get(script).text()).matches()) {
                script++;
            }
            if (script < words.size() && words.get(script).text().equals("-m") && script + 1 < words.size()) {
                chain.add(words.get(script + 1).text());
                from = script + 2;
            } else if (script < words.size()
                    && TEXT_FLAG.matcher(words.get(script).text()).matches()) {
                return List.of(program + " " + words.get(script).text());
            } else if (script < words.size() && !words.get(script).isSign()) {
                // Which script it is tells calls apart; the vocabulary drops it where it is a different one each time.
                String name = words.get(script).text();
                chain.add(program.replaceFirst("[0-9.]+$", "") + " *" + extension(name));
                chain.add(program(name));
                from = script + 1;
            } else {
                return List.of(program);
            }
        } else {
            chain.add(program);
        }
        for (int i = from; i < words.size() && chain.size() < 4; i++) {
            Word word = words.get(i);
            if (word.isSign()) {
                break;
            }
            if (word.isFlag()) {
                i += VALUED.contains(word.text()) ? 1 : 0;
            } else {
                chain.add(word.text());
            }
        }
        return chain;
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot > name.lastIndexOf('/') ? name.substring(dot) : "";
    }

    private static String quoted(String value) {
        return PLAIN_WORD.matcher(value).matches() ? value : "'" + value.replace("'", "'\\''") + "'";
    }

    private static List<Slot> slots(List<Word> words) {
        List<Slot> slots = new ArrayList<>();
        String flag = "";
        for (int i = 0; i < words.size() && i < 40; i++) {
            Word word = words.get(i);
            boolean sign = word.isSign();
            boolean isFlag = word.isFlag();
            int equals = word.text().indexOf('=');
            if (equals > 0 && NAMED.matcher(word.text()).lookingAt()) {
                // --env=prod and ENV=prod are a name and its value.
                String name = word.text().substring(0, equals);
                slots.add(new Slot("", name + "=", name + "=", true));
                int rawAt = word.raw().indexOf('=');
                slots.add(new Slot(
                        name, word.text().substring(equals + 1), word.raw().substring(rawAt + 1), false));
                flag = "";
                continue;
            }
            slots.add(new Slot(flag, word.text(), word.raw(), i == 0 || sign || isFlag));
            flag = isFlag ? word.text() : "";
        }
        return slots;
    }
}
