package dev.stayer.distill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Names for the parameters of a workflow: after the flag or key they stand at, the command they are given to, or what their values
 * look like. Where two would be alike, what tells them apart is said first (from, to, whose), and only then a number.
 */
final class ParameterNames {
    private static final int MAX_LENGTH = 30;
    private static final Map<String, String> BY_FLAG = table("""
            message: git commit -m, git tag -m, git stash -m, git merge -m, git notes -m, alembic revision -m, svn commit -m;
            branch: git checkout -b, git checkout -B, git switch -c, git switch -C, git clone -b, git branch -D, git branch -d;
            image: docker build -t, podman build -t, docker buildx -t;
            folder: git -C, make -C, tar -C;
            module: mvn -pl, mvnw -pl; test: go test -run, pytest -k, jest -t, vitest -t;
            database: psql -d, pg_dump -d, createdb -d, mongosh -d; host: psql -h, mysql -h, redis-cli -h, pg_dump -h;
            user: psql -U, ssh -l, mysql -u; port: psql -p, ssh -p, scp -P, redis-cli -p, mysql -P;
            namespace: kubectl -n, helm -n; values: helm -f; label: kubectl -l; file: kubectl -f, psql -f, docker -f, make -f,
            tar -f, tar -xf, tar -cf, tar -xzf, tar -czf, pip install -r; header: curl -H; data: curl -d; method: curl -X;
            output: curl -o, gcc -o, go build -o, pg_dump -f, wget -O; workspace: npm -w; key: ssh -i;
            name: docker run --name""");
    /** What a command is given that stands by itself. */
    private static final Map<String, String> BY_COMMAND = table("""
            branch: git checkout, git switch, git push, git merge, git rebase, git branch, git pull; tag: git tag, gh release
            create, gh release upload, gh release edit; commit: git cherry-pick, git revert, git show, git reset; image: docker
            push, docker pull, docker run, docker tag, podman push, podman pull; host: ssh, ping, dig, nslookup; service:
            systemctl restart, systemctl start, systemctl stop, systemctl status, systemctl reload, docker compose logs, docker
            compose restart; release: helm upgrade, helm install, helm rollback, helm uninstall, helm status; package: npm
            install, npm uninstall, pip install, pip uninstall, cargo add, go get, apt install, apt-get install, brew install,
            yarn add, pnpm add; workspace: terraform workspace select, terraform workspace new; pr: gh pr merge, gh pr view, gh
            pr checkout, gh pr close; issue: gh issue view, gh issue close; revision: alembic upgrade, alembic downgrade; target:
            make, npm run, just, task; database: createdb, dropdb; pid: kill; version: npm version, nvm use; remote: git remote
            add, git fetch""");
    /** Flags that say nothing of the word after them: most take none. */
    private static final Set<String> SILENT = WordLists.of("""
            all force quiet verbose yes no dry_run recursive sign in for with of on by as at and or is raw json now wait check
            fix watch debug silent strict upgrade update delete create remove set get run prune detach amend cached staged
            hard soft rebase squash delete_branch if_exists inplace in_place""");

    private static final Map<String, String> SIDES = Map.of(
            "from", "from", "to", "to", "into", "to", "onto", "to", "before", "before", "after", "after", "since",
            "since", "until", "until");
    /** Names that say nothing without whose they are. */
    private static final Set<String> BARE =
            WordLists.of("id name key value type version path url file number status state code");

    private static final Set<String> STRONG = Set.of("url", "email", "date", "file", "address", "test");
    private static final Set<String> TWO_SIDED = Set.of(
            "cp",
            "mv",
            "ln",
            "scp",
            "rsync",
            "diff",
            "git mv",
            "git diff",
            "docker cp",
            "docker tag",
            "aws s3 cp",
            "aws s3 mv",
            "aws s3 sync",
            "gsutil cp",
            "kubectl cp");

    private ParameterNames() {}

    /**
     * A place where a parameter stands.
     *
     * @param at the flag or key before it; empty if it stands by itself
     * @param head of the step
     * @param tool {@code shell}, or another tool
     * @param fromEnd how many words that are no flags follow it in the step
     */
    record Spot(String at, String head, String tool, int fromEnd) {
        boolean isShell() {
            return tool.equals(CommandStep.SHELL);
        }
    }

    /**
     * A parameter without a name.
     *
     * @param spots in the order of the steps; at least one
     * @param kind what its values look like
     */
    record Nameless(List<Spot> spots, String kind) {}

    private record Named(String name, int rank) {}

    /**
     * Names of lower-case letters, digits and underscores, each different, in the order of the parameters.
     *
     * @param taken words that stand in braces in the steps
     */
    static List<String> of(List<Nameless> parameters, Set<String> taken) {
        List<String> names = new ArrayList<>();
        for (Nameless one : parameters) {
            names.add(name(one));
        }
        Map<String, List<Integer>> alike = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            alike.computeIfAbsent(names.get(i), key -> new ArrayList<>()).add(i);
        }
        for (Map.Entry<String, List<Integer>> one : alike.entrySet()) {
            if (one.getValue().size() > 1) {
                tellApart(one.getKey(), one.getValue(), parameters, names);
            }
        }
        Set<String> free = new HashSet<>(taken);
        for (int i = 0; i < names.size(); i++) {
            String name = cut(names.get(i));
            String numbered = name;
            for (int n = 2; !free.add(numbered); n++) {
                numbered = name + n;
            }
            names.set(i, numbered);
        }
        return names;
    }

    /** Puts before a name what tells its bearers apart, as little as will do. */
    private static void tellApart(String name, List<Integer> which, List<Nameless> parameters, List<String> names) {
        List<Spot> spots = which.stream()
                .map(index -> parameters.get(index).spots().get(0))
                .toList();
        List<String> sides = spots.stream().map(ParameterNames::side).toList();
        List<String> before = new ArrayList<>();
        for (Spot spot : spots) {
            String whose = whose(spot);
            boolean alone =
                    spots.stream().filter(other -> whose(other).equals(whose)).count() == 1;
            before.add(alone ? whose : String.join("_", words(spot.head())));
        }
        List<String> chosen = Set.copyOf(sides).size() == sides.size() ? sides : before;
        for (int i = 0; i < which.size(); i++) {
            String first = chosen.get(i);
            names.set(which.get(i), first.isEmpty() || first.equals(name) ? name : first + "_" + name);
        }
    }

    private static String side(Spot spot) {
        boolean sided = spot.isShell() && TWO_SIDED.contains(spot.head()) && spot.fromEnd() < 2;
        return sided ? (spot.fromEnd() == 1 ? "from" : "to") : "";
    }

    /** The program of a command; of another tool what it is about, which is its last word. */
    private static String whose(Spot spot) {
        List<String> words = words(spot.head());
        return words.isEmpty() ? "" : spot.isShell() ? words.get(0) : words.get(words.size() - 1);
    }

    private static String name(Nameless one) {
        Named best = one.spots().stream()
                .map(spot -> named(spot, one.kind()))
                .min(Comparator.comparingInt(Named::rank))
                .orElseThrow();
        return best.name().isEmpty() || !Character.isLetter(best.name().charAt(0)) ? one.kind() : best.name();
    }

    /** The name that a place suggests, and how little it says: 0 for the best. */
    private static Named named(Spot spot, String kind) {
        String key = key(spot);
        String side = SIDES.get(key);
        if (side != null && spot.isShell()) {
            return new Named(side + "_" + kind, 0);
        }
        if (key.length() > 1 && !(spot.isShell() && SILENT.contains(key))) {
            return new Named(key, 0);
        }
        List<String> words = List.of(spot.head().split(" "));
        if (spot.at().startsWith("-")) {
            for (int length = words.size(); length >= 1; length--) {
                String flag = BY_FLAG.get(String.join(" ", words.subList(0, length)) + " " + spot.at());
                if (flag != null) {
                    return new Named(flag, 1);
                }
            }
        }
        String given = spot.isShell() ? BY_COMMAND.get(spot.head()) : null;
        if (given != null && !STRONG.contains(kind)) {
            return new Named(given, 2);
        }
        return new Named(kind, 3);
    }

    /** The word that a long flag, a variable or an argument is called by; empty for single letters. */
    private static String key(Spot spot) {
        String flag = spot.at();
        String word = flag.startsWith("-D") && flag.length() > 2
                ? flag.substring(2)
                : flag.startsWith("-") && !flag.startsWith("--") ? "" : flag.replaceFirst("^-+", "");
        int dot = word.lastIndexOf('.');
        String last = plain(word.substring(dot + 1));
        if (dot > 0 && BARE.contains(last)) {
            String owner = word.substring(0, dot);
            return plain(owner.substring(owner.lastIndexOf('.') + 1)) + "_" + last;
        }
        return last;
    }

    private static String plain(String word) {
        return word.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
    }

    /** Words of a head: {@code tools/pack.sh} is pack, {@code brew_account} is brew and account. */
    private static List<String> words(String head) {
        List<String> words = new ArrayList<>();
        for (String word : head.split(" ")) {
            String base = word.substring(word.lastIndexOf('/') + 1).replaceFirst("\\.[A-Za-z]{1,4}$", "");
            for (String part : plain(base).split("_")) {
                if (part.length() > 1 && Character.isLetter(part.charAt(0))) {
                    words.add(part);
                }
            }
        }
        return words;
    }

    private static String cut(String name) {
        return name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH).replaceAll("_+$", "") : name;
    }

    private static Map<String, String> table(String text) {
        Map<String, String> table = new HashMap<>();
        for (String line : text.strip().split(";\\s*")) {
            String[] parts = line.split(":\\s*", 2);
            for (String use : parts[1].split(",\\s*")) {
                table.put(use.replaceAll("\\s+", " ").strip(), parts[0].strip());
            }
        }
        return Map.copyOf(table);
    }
}
