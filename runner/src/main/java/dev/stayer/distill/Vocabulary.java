package dev.stayer.distill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which words of a command say what it does ({@code git commit}) and which say to what ({@code fix-42}): a tree of the
 * words seen, cut where they turn into values.
 */
final class Vocabulary {
    /** How many words after the program are sub-commands, for programs that everybody knows; what is not here is learnt. */
    private static final Map<String, Integer> KNOWN = new HashMap<>();

    static {
        WordLists.list("""
                git; docker; npm; yarn; pnpm; bun; cargo; go; pip; pip3; apt; apt-get; brew; dnf; yum; apk; helm; terraform;
                tofu; kubectl; oc; systemctl; make; just; task; mvn; mvnw; gradle; gradlew; dotnet; rake; rails; bundle; gem;
                composer; poetry; uv; pipenv; conda; svn; hg; podman; vagrant; ansible-galaxy; vault; consul; nomad; flyctl;
                heroku; vercel; netlify; nx; turbo; lerna; mix; swift; pulumi; alembic; flask; django-admin; manage.py;
                artisan; kustomize; skaffold; stayer""").forEach(program -> KNOWN.put(program, 1));
        List.of("gh", "glab", "aws", "gcloud", "az", "docker-compose").forEach(program -> KNOWN.put(program, 2));
        KNOWN.put("docker-compose", 1);
        WordLists.list("""
                npm run; yarn run; pnpm run; bun run; docker compose; kubectl rollout; kubectl config; git stash; git remote;
                git worktree; git submodule; helm repo; docker image; docker container; docker volume; terraform state;
                terraform workspace; kubectl create; go mod; uv pip; poetry env; conda env; bundle exec""").forEach(program -> KNOWN.put(program, 1));
        // Their first word is always a value, however often it comes.
        WordLists.list("""
                cat; ls; grep; rg; find; head; tail; wc; sed; awk; less; more; vim; vi; nano; code; mkdir; rm; cp; mv; touch;
                chmod; chown; curl; wget; ssh; scp; rsync; echo; diff; tree; stat; file; du; df; ps; kill; tar; zip; unzip;
                gzip; jq; yq; xargs; sort; uniq; cut; tr; tee; which; ln; pytest; jest; vitest; mocha; eslint; prettier; ruff;
                black; mypy; flake8; tsc; javac; gcc; g++; clang; rustc; psql; mysql; sqlite3; redis-cli; mongosh; ping; nc;
                dig; open; date; basename; dirname; realpath; sha256sum; md5sum; nl; patch; rustfmt; gofmt; shellcheck;
                hadolint; cat >""").forEach(program -> KNOWN.put(program, 0));
    }

    private static final Set<String> VERBS = WordLists.of("""
            build test install run start stop restart list get set add remove delete create update apply deploy push pull
            init plan show status check lint format clean publish release login logout exec logs up down ps config
            validate verify upgrade downgrade migrate rollback diff commit fetch merge rebase tag clone sync export import
            describe inspect scale generate compile package bump open close submit approve lock unlock pause resume drain
            cordon backup restore dump load seed snapshot promote freeze thaw notify audit scan sign upload download
            enable disable attach detach watch wait search find query render preview archive prune reset replay rotate
            register reindex flush warm trace bench measure stage unstage fmt doctor""");

    private final Map<Long, Integer> children = new HashMap<>();
    private final Map<String, Integer> words = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    /** The programs that each word has been an early argument of; not those that take any word, such as grep. */
    private final Map<String, Set<Integer>> programs = new HashMap<>();
    /** Programs with more words than this take values. */
    private static final int MAX_WORDS = 60;

    private static final int MAX_CHILDREN = 2000;

    private static final class Node {
        final int parent;
        final String word;
        final String text;
        int sessions;
        int linked;
        int lastSession = -1;
        final List<Integer> kids = new ArrayList<>();

        Node(int parent, String word, String text) {
            this.parent = parent;
            this.word = word;
            this.text = text;
        }
    }

    Vocabulary() {
        nodes.add(new Node(-1, "", ""));
    }

    /** The deepest node of each step of a session; the session's number tells sessions apart. */
    int[] read(List<CommandStep> steps, int session) {
        Map<String, Set<String>> users = new HashMap<>();
        for (CommandStep step : steps) {
            for (CommandStep.Slot slot : step.slots()) {
                if (!slot.fixed()) {
                    users.computeIfAbsent(slot.value(), key -> new HashSet<>())
                            .add(step.chain().get(0));
                }
            }
        }
        int[] result = new int[steps.size()];
        for (int i = 0; i < result.length; i++) {
            int node = 0;
            List<String> chain = steps.get(i).chain();
            int program = -1;
            for (int depth = 0; depth < chain.size(); depth++) {
                int next = child(node, chain.get(depth), steps.get(i).tool(), depth);
                if (next < 0) {
                    break;
                }
                node = next;
                Node at = nodes.get(node);
                if (depth == 0) {
                    program = node;
                } else if (at.sessions == 0 && KNOWN.getOrDefault(chain.get(0), -1) != 0) {
                    programs.computeIfAbsent(at.word, key -> new HashSet<>()).add(program);
                }
                if (at.lastSession != session) {
                    at.lastSession = session;
                    at.sessions++;
                    if (depth > 0
                            && users.getOrDefault(chain.get(depth), Set.of()).size() > 1) {
                        at.linked++;
                    }
                }
            }
            result[i] = node;
        }
        return result;
    }

    private int child(int parent, String word, String tool, int depth) {
        String shown = word.length() > 80 ? word.substring(0, 80) : word;
        shown += depth == 0 && !tool.equals(CommandStep.SHELL) ? "()" : "";
        int id = words.computeIfAbsent(shown, key -> words.size());
        long key = ((long) parent << 32) | id;
        Integer known = children.get(key);
        if (known != null) {
            return known;
        }
        if (parent != 0 && nodes.get(parent).kids.size() >= MAX_CHILDREN) {
            return -1;
        }
        String text = depth == 0 ? shown : nodes.get(parent).text + " " + shown;
        nodes.add(new Node(parent, shown, text));
        int node = nodes.size() - 1;
        nodes.get(parent).kids.add(node);
        children.put(key, node);
        return node;
    }

    /**
     * What each node counts as: itself, or the nearest node above it whose words are not values.
     *
     * @param sequences nodes of whole sessions, to see which words stand in the same places
     */
    int[] cut(List<int[]> sequences) {
        int size = nodes.size();
        boolean[] divided = new boolean[size];
        Map<Integer, Map<Integer, int[]>> contexts = new HashMap<>();
        for (int node = 1; node < size; node++) {
            Boolean sure = sure(nodes.get(node));
            if (sure != null) {
                divided[node] = sure;
            } else if (isWordy(nodes.get(node))) {
                contexts.put(node, new HashMap<>());
            }
        }
        if (!contexts.isEmpty()) {
            neighbours(sequences, contexts);
            List<Integer> order = List.copyOf(contexts.keySet());
            List<Set<String>> siblings = order.stream().map(this::siblings).toList();
            for (int i = 0; i < order.size(); i++) {
                divided[order.get(i)] =
                        differ(nodes.get(order.get(i)), contexts.getOrDefault(order.get(i), Map.of()), siblings, i);
            }
        }
        int[] result = new int[size];
        for (int node = 1; node < size; node++) {
            int parent = nodes.get(node).parent;
            // A node is its own symbol if all above it are divided into words.
            result[node] =
                    parent == 0 || (divided[parent] && result[parent] == parent && keeps(node)) ? node : result[parent];
        }
        return result;
    }

    private Set<String> siblings(int node) {
        Set<String> words = new HashSet<>();
        nodes.get(node).kids.forEach(kid -> words.add(nodes.get(kid).word));
        return words;
    }

    private boolean keeps(int node) {
        Node at = nodes.get(node);
        return isWord(at.word) || at.sessions >= 3;
    }

    /** True: its words are sub-commands; false: they are values; null: it must be learnt. */
    private @org.jspecify.annotations.Nullable Boolean sure(Node node) {
        Integer known = KNOWN.get(node.text);
        if (known != null) {
            return known > 0;
        }
        if (node.parent > 0 && KNOWN.getOrDefault(nodes.get(node.parent).text, 0) > 1) {
            return true;
        }
        if (node.parent > 0 && KNOWN.containsKey(nodes.get(node.parent).text)) {
            return false;
        }
        if (node.kids.isEmpty()) {
            return false;
        }
        return null;
    }

    private static boolean isWord(String word) {
        return word.length() <= 32
                && word.matches("[a-z][a-z_:-]*[a-z0-9]?|[a-z][a-z0-9]*(?:[:_-][a-z0-9]+)*")
                && !word.matches(".*[0-9]{2,}.*");
    }

    private static boolean isScript(String word) {
        return word.length() <= 64 && word.matches("[\\w./-]+\\.\\w{1,5}");
    }

    /** Most calls have one of a few words that come again and again. */
    private boolean isWordy(Node node) {
        int again = 0;
        int all = 0;
        int kinds = 0;
        boolean script = node.text.contains(" *");
        for (int kid : node.kids) {
            Node at = nodes.get(kid);
            all += at.sessions;
            if ((isWord(at.word) || (script && isScript(at.word))) && at.sessions >= 2) {
                again += at.sessions;
                kinds++;
            }
        }
        return kinds >= 1 && kinds <= MAX_WORDS && again >= 0.6 * all && all >= 0.3 * node.sessions;
    }

    private void neighbours(List<int[]> sequences, Map<Integer, Map<Integer, int[]>> contexts) {
        int[] program = new int[nodes.size()];
        for (int node = 1; node < program.length; node++) {
            program[node] = nodes.get(node).parent == 0 ? node : program[nodes.get(node).parent];
        }
        int buckets = 64;
        for (int[] sequence : sequences) {
            for (int i = 0; i < sequence.length; i++) {
                for (int node = sequence[i]; node > 0; node = nodes.get(node).parent) {
                    Map<Integer, int[]> words = contexts.get(nodes.get(node).parent);
                    if (words == null) {
                        continue;
                    }
                    int[] near = words.computeIfAbsent(node, key -> new int[buckets]);
                    for (int j = Math.max(0, i - 3); j <= Math.min(sequence.length - 1, i + 3); j++) {
                        if (j != i) {
                            // Full commands, not programs alone, tell places apart where all is done with one program.
                            int other = program[sequence[j]] == program[node] ? sequence[j] : program[sequence[j]];
                            near[Math.floorMod(nodes.get(other).text.hashCode() * 31 + (j < i ? 1 : 0), buckets)]++;
                        }
                    }
                }
            }
        }
    }

    /** Whether the words of a program stand in different places, as sub-commands do, while values of one argument do not. */
    private boolean differ(Node node, Map<Integer, int[]> words, List<Set<String>> siblings, int place) {
        Set<String> kids = new HashSet<>();
        int verbs = 0;
        int linked = 0;
        int shared = 0;
        int all = 0;
        List<int[]> rows = new ArrayList<>();
        for (int kid : node.kids) {
            Node at = nodes.get(kid);
            all += at.sessions;
            linked += at.linked;
            verbs += isVerb(at.word) ? at.sessions : 0;
            shared += programs.getOrDefault(at.word, Set.of()).size() >= 3 ? at.sessions : 0;
            kids.add(at.word);
            if (at.sessions >= 3 && words.containsKey(kid)) {
                rows.add(words.get(kid));
            }
        }
        if (verbs >= 0.5 * all) {
            return true;
        }
        boolean same = siblings.stream()
                .anyMatch(other -> other.size() > 1
                        && other != siblings.get(place)
                        && 2 * kids.stream().filter(other::contains).count() > Math.min(kids.size(), other.size())
                        && 3 * kids.stream().filter(other::contains).count() > Math.max(kids.size(), other.size()));
        if (linked >= 0.35 * all || (shared >= 0.6 * all && same)) {
            return false;
        }
        // Words that no other program is called with are rather its own commands than names of things.
        double limit = shared > 0.2 * all ? 1.7 : node.kids.size() <= 3 ? 0 : 1;
        return rows.size() < 2 ? !rows.isEmpty() : spread(rows) > limit;
    }

    private static boolean isVerb(String word) {
        for (String part : word.split("[-:_]")) {
            if (VERBS.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /** Chi-square by degree of freedom over a table of counts: about 1 if the rows are drawn alike. */
    private static double spread(List<int[]> rows) {
        int columns = rows.get(0).length;
        double[] column = new double[columns];
        double total = 0;
        for (int[] row : rows) {
            for (int i = 0; i < columns; i++) {
                column[i] += row[i];
            }
            total += Arrays.stream(row).sum();
        }
        double chi = 0;
        int cells = 0;
        for (int[] row : rows) {
            double sum = Arrays.stream(row).sum();
            for (int i = 0; i < columns; i++) {
                double expected = sum * column[i] / total;
                if (expected >= 1) {
                    chi += (row[i] - expected) * (row[i] - expected) / expected;
                    cells++;
                }
            }
        }
        return cells < 4 ? 0 : chi / (cells * (rows.size() - 1.0) / rows.size());
    }

    /** The words of a node, such as {@code git commit}. */
    String text(int node) {
        return nodes.get(node).text;
    }
}
