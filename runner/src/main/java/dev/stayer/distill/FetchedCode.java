package dev.stayer.distill;

import dev.stayer.distill.ShellCommand.Word;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sees code that is fetched and run without anybody having read it: through a pipe, a substitution, a file or a variable, in one
 * command or in several of one session. It follows what came from elsewhere, and lets a download alone that nothing runs.
 */
final class FetchedCode {
    private static final int DEEPEST = 4;
    /** Stands for whatever fetches. */
    private static final String ANYTHING = "curl - | ";

    private static final Set<String> SHELLS =
            WordLists.of("sh bash zsh dash ksh ash fish busybox-sh pwsh powershell powershell.exe");
    private static final Set<String> INTERPRETERS = WordLists.of("""
            python python2 python3 node nodejs ruby perl php deno bun lua Rscript osascript tclsh""");
    private static final Set<String> WRAPPERS = WordLists.of("""
            sudo doas env nohup nice ionice time timeout command exec builtin busybox stdbuf setsid unbuffer su chroot
            xvfb-run then do else { } ( ! if while until elif done fi""");
    private static final Set<String> VALUED =
            WordLists.of("-u -g -k -s -n -C -o -W -X -O --user --signal --rcfile --init-file");
    private static final Set<String> INSTALLERS = WordLists.of("""
            pip pip3 pipx uv uvx npm npx yarn pnpm bunx bun gem cargo dpkg rpm apt apt-get dnf yum apk brew easy_install deno
            go msiexec mshta""");
    private static final Set<String> RUNNERS = Set.of("npx", "uvx", "bunx", "mshta");
    private static final Pattern OF_A_FORGE = Pattern.compile("[A-Za-z0-9][\\w-]*/[\\w.-]+(?:#.*)?");
    private static final Set<String> INSTALL = WordLists.of("""
            install i add ci exec x dlx tool upgrade update -i -U -Uvh -ivh --install""");
    /** Flags whose address says where to look, and is no code itself. */
    private static final Pattern PLACE_FLAG = Pattern.compile(
            "--?(?:index-url|extra-index-url|registry|find-links|proxy|trusted-host|source|i|f|c|cert)");

    private static final Pattern ADDRESS = Pattern.compile(
            "(?i)(?:git\\+|\\w+ ?@ ?)?(?:https?|git|ssh|ftp)://\\S+|git\\+\\S+|(?:github|gitlab|gist):\\S+");
    private static final Pattern ASSIGNED = Pattern.compile("([A-Za-z_]\\w*)\\+?=(.*)", Pattern.DOTALL);
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_]\\w*)");
    private static final Pattern RUNNABLE = Pattern.compile("[ugoa]*[+=][rwXst]*x\\w*|[0-7]*[1357][0-7]*");
    /** Programs of other languages that fetch and run in one text. */
    private static final Pattern IN_A_PROGRAM = Pattern.compile(
            "(?is)\\b(?:exec|eval|compile|system)\\b.*(?:urlopen|urllib|requests\\.|httpx\\.|https?://|b64decode|sys\\.stdin|stdin|file_get_contents)"
                    + "|(?:fetch|https?\\.get|URI\\.open|urlopen)\\b.*\\b(?:eval|exec|Function)\\b");

    private static final Pattern READS_STDIN =
            Pattern.compile("\\$\\(\\s*(?:cat|tee|</dev/stdin)|`\\s*cat|\\beval\\b|/dev/stdin");

    private final Set<String> files = new HashSet<>();
    private final Set<String> variables = new HashSet<>();
    private boolean found;

    /** True if a text runs what it, or one before it, has fetched. Texts are given in the order in which they were run. */
    boolean runs(String text) {
        found = false;
        read(text, 0);
        return found;
    }

    /** True if something was fetched that a later text could run. */
    boolean hasFetched() {
        return !files.isEmpty() || !variables.isEmpty();
    }

    /** Looks at the commands of a text; true if its output comes from elsewhere. */
    private boolean read(String text, int depth) {
        boolean fetched = false;
        boolean any = false;
        boolean waiting = false;
        if (depth > DEEPEST) {
            return false;
        }
        for (ShellCommand command : ShellLexer.commands(text)) {
            List<Word> words = new ArrayList<>(command.words());
            boolean closes = WordLists.of("} done fi").contains(words.get(0).text());
            boolean in = (command.piped() && fetched) || waiting;
            boolean inner = substitutions(words, depth);
            assign(words, in || inner);
            List<Word> plain = unwrapped(words);
            if (closes) {
                fetched = any;
                continue;
            }
            // What changes the place only leaves the input to what follows.
            waiting = in && !plain.isEmpty() && plain.get(0).text().matches("cd|pushd|set|umask|ulimit|trap|:|true");
            fetched = !plain.isEmpty() && command(plain, in, depth);
            any |= fetched;
        }
        return any;
    }

    /** True if one of the words has what was fetched in it, by a substitution. */
    private boolean substitutions(List<Word> words, int depth) {
        boolean fetched = false;
        for (Word word : words) {
            for (String inner : inner(word.text())) {
                fetched |= read(inner, depth + 1);
            }
        }
        return fetched;
    }

    /** The texts of $(…), `…`, <(…) and =(…) in a word. */
    private static List<String> inner(String word) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '`') {
                int close = word.indexOf('`', i + 1);
                found.add(word.substring(i + 1, close < 0 ? word.length() : close));
                i = close < 0 ? word.length() : close;
            } else if ("$<=".indexOf(c) >= 0 && i + 1 < word.length() && word.charAt(i + 1) == '(') {
                int depth = 0;
                int from = i + 2;
                int at = i + 1;
                for (; at < word.length(); at++) {
                    depth += word.charAt(at) == '(' ? 1 : word.charAt(at) == ')' ? -1 : 0;
                    if (depth == 0) {
                        break;
                    }
                }
                found.add(word.substring(from, Math.max(from, Math.min(at, word.length()))));
                i = at;
            }
        }
        return found;
    }

    private void assign(List<Word> words, boolean fetched) {
        boolean reads = false;
        for (Word word : words) {
            Matcher matcher = ASSIGNED.matcher(word.text());
            if (matcher.matches() && isTainted(matcher.group(2))) {
                variables.add(matcher.group(1));
            }
            if (reads && fetched && word.text().matches("[A-Za-z_]\\w*")) {
                variables.add(word.text());
            }
            reads |= word.text().matches("read|mapfile|readarray");
        }
    }

    private static List<Word> unwrapped(List<Word> words) {
        int at = 0;
        while (at < words.size()) {
            String word = words.get(at).text();
            if (ASSIGNED.matcher(word).matches() && !word.startsWith("$")) {
                at++;
            } else if (WRAPPERS.contains(name(word)) && at + 1 < words.size()) {
                boolean shellOfUser = name(word).equals("su");
                at++;
                while (at < words.size()
                        && (words.get(at).isFlag() || words.get(at).text().matches("[0-9.]+[smhd]?"))) {
                    if (shellOfUser && words.get(at).text().equals("-c")) {
                        return words;
                    }
                    at += VALUED.contains(words.get(at).text()) ? 2 : 1;
                }
            } else {
                break;
            }
        }
        return at >= words.size() ? List.of() : words.subList(at, words.size());
    }

    /**
     * Looks at one command.
     *
     * @param in true if it reads what was fetched
     * @return true if what it writes comes from elsewhere
     */
    private boolean command(List<Word> words, boolean in, int depth) {
        String first = words.get(0).text();
        String program = name(first).replaceFirst("^\\\\", "");
        boolean redirected = keep(words, in);
        if (in || Downloads.fetches(program, words)) {
            // tee >(sh)
            words.stream()
                    .filter(word -> word.text().startsWith(">("))
                    .forEach(word -> read(ANYTHING + word.text().substring(2).replaceFirst("\\)$", ""), depth + 1));
        }
        if (isTainted(first) && !first.contains("=") || files.contains(name(first)) || (in && first.startsWith("$"))) {
            found = true;
        } else if (isShell(program) || isInterpreter(program)) {
            interpreter(program, words, in, depth);
        } else if (program.equals(".") || program.equals("source")) {
            found |= rest(words).anyMatch(word -> isTainted(word.text()) || files.contains(name(word.text())))
                    || (in
                            && rest(words)
                                    .anyMatch(word -> word.text().contains("/dev/stdin")
                                            || word.text().equals("-")));
        } else if (program.equals("eval")) {
            found |= rest(words).anyMatch(word -> isTainted(word.text()));
            read(joined(words), depth + 1);
        } else if (program.matches("(?i)iex|invoke-expression")) {
            found |= in || rest(words).anyMatch(word -> isTainted(word.text()) || isPowerFetch(word.text()));
        } else if (program.equals("chmod")) {
            found |= words.size() > 2
                    && RUNNABLE.matcher(words.get(1).text()).matches()
                    && rest(words).anyMatch(word -> files.contains(name(word.text())));
        } else if (INSTALLERS.contains(program)) {
            installer(program, words);
        } else if (in && program.matches("crontab|at|batch")) {
            found = true;
        } else {
            indirect(program, words, in, depth);
        }
        return emits(program, words, in) && !redirected;
    }

    private static java.util.stream.Stream<Word> rest(List<Word> words) {
        return words.stream().skip(1);
    }

    private static String joined(List<Word> words) {
        StringBuilder text = new StringBuilder();
        rest(words).forEach(word -> text.append(word.text()).append(' '));
        return text.toString();
    }

    private static boolean isShell(String program) {
        return SHELLS.contains(program);
    }

    private static boolean isInterpreter(String program) {
        return INTERPRETERS.contains(program.replaceFirst("[0-9.]+$", "")) || INTERPRETERS.contains(program);
    }

    private void interpreter(String program, List<Word> words, boolean in, int depth) {
        boolean shell = isShell(program);
        boolean fromInput = false;
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i).text();
            String next = i + 1 < words.size() ? words.get(i + 1).text() : "";
            if (word.equals("<") || word.equals("<<<")) {
                found |= isTainted(next) || files.contains(name(next));
                i++;
            } else if (words.get(i).isSign() && !word.startsWith("<(")) {
                i += word.matches(".*[<>]") ? 1 : 0;
            } else if (shell && word.matches("(?i)-e(?:nc(?:odedcommand)?)?") && next.matches("[A-Za-z0-9+/=]{16,}")) {
                found = true;
            } else if (shell
                    ? word.matches("-[a-z]*c|(?i)-command|/c")
                    : word.matches("-c|-e|-E|-p|-r|-ne|-pe|--eval|--print")) {
                found |= isTainted(next) || in && READS_STDIN.matcher(next).find();
                if (shell) {
                    read(next, depth + 1);
                } else {
                    found |= IN_A_PROGRAM.matcher(next).find();
                }
                return;
            } else if (shell && word.matches("-[a-z]*s")) {
                fromInput = true;
            } else if (word.equals("-m")) {
                if (INSTALLERS.contains(next)) {
                    installer(next, words.subList(i + 1, words.size()));
                }
                return;
            } else if (word.equals("-") || word.equals("/dev/stdin") || word.equals("--")) {
                fromInput |= !word.equals("--");
            } else if (VALUED.contains(word)) {
                i++;
            } else if (!words.get(i).isFlag() && !(program.matches("deno|bun") && word.equals("run"))) {
                found |= isTainted(word)
                        || files.contains(name(word))
                        || ADDRESS.matcher(word).matches();
                found |= in && fromInput;
                return;
            }
        }
        found |= in;
    }

    /** What is installed, or run at once, from an address or from a file that was fetched. */
    private void installer(String program, List<Word> words) {
        boolean runs = RUNNERS.contains(program);
        boolean installs = runs || program.equals("easy_install");
        boolean node = program.matches("npm|npx|yarn|pnpm|bun|bunx");
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i).text();
            String before = words.get(i - 1).text();
            boolean flag = words.get(i).isFlag();
            boolean valued = before.matches("--(?!yes|quiet|global|save|no-)[\\w-]+|-[wC]");
            boolean asked = before.matches("--from|--package|-p|--git|--with|-r|--requirement|(?i)/i");
            String value = flag ? word.substring(word.indexOf('=') + 1) : word;
            if (!installs && (INSTALL.contains(word) || word.matches("(?i)/i"))
                    || (word.equals("run") && program.matches("deno|pipx|uv|bun"))) {
                installs = true;
                runs |= word.matches("run|exec|x|dlx");
            } else if (PLACE_FLAG.matcher(word.replaceFirst("=.*", "")).matches()) {
                i += word.contains("=") ? 0 : 1;
            } else if (installs && !flag || asked || word.startsWith("--package=") || word.startsWith("--from=")) {
                found |= ADDRESS.matcher(value).matches()
                        || files.contains(name(value))
                        || (node && !valued && OF_A_FORGE.matcher(value).matches());
                // What follows is given to what is run, and no code.
                if (runs && !flag && !asked && !(node && valued)) {
                    return;
                }
            }
        }
    }

    /** Shells that others start: {@code xargs sh}, {@code docker exec c sh -c …}, {@code ssh host '…'}. */
    private void indirect(String program, List<Word> words, boolean in, int depth) {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i).text();
            String next = i + 1 < words.size() ? words.get(i + 1).text() : "";
            boolean takes = program.matches("xargs|parallel");
            if (isShell(name(word)) && (takes || next.matches("-[a-z]*c"))) {
                found |= in && takes;
                interpreter(name(word), words.subList(i, words.size()), false, depth);
                return;
            }
        }
        if (program.matches("ssh|su|watch|cmd|script|runuser") && words.size() > 1) {
            read((in ? ANYTHING : "") + words.get(words.size() - 1).text(), depth + 1);
        } else if (in && program.matches("docker|podman|nerdctl|kubectl|oc|lxc|nsenter|unshare")) {
            found |= isShell(name(words.get(words.size() - 1).text()));
        }
    }

    /** True if a word holds what was fetched: a variable, or a substitution that fetches. */
    private boolean isTainted(String word) {
        Matcher matcher = VARIABLE.matcher(word);
        while (matcher.find()) {
            if (variables.contains(matcher.group(1))) {
                return true;
            }
        }
        for (String inner : inner(word)) {
            FetchedCode look = new FetchedCode();
            look.files.addAll(files);
            look.variables.addAll(variables);
            if (look.read(inner, 1)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPowerFetch(String text) {
        return text.matches(
                "(?is).*(?:\\biwr\\b|\\birm\\b|invoke-webrequest|invoke-restmethod|downloadstring|webclient).*");
    }

    /** True if it writes to its output what comes from elsewhere. */
    private boolean emits(String program, List<Word> words, boolean in) {
        return in
                || words.get(0).text().startsWith("$")
                || Downloads.prints(program, words)
                || rest(words).anyMatch(word -> files.contains(name(word.text())) || isTainted(word.text()));
    }

    /** Remembers the files that a command writes what was fetched to; true if nothing of it goes to the output. */
    private boolean keep(List<Word> words, boolean in) {
        String program = name(words.get(0).text());
        boolean emits = emits(program, words, in);
        files.addAll(Downloads.files(program, words));
        boolean redirected = false;
        for (int i = 1; i < words.size(); i++) {
            if (emits && words.get(i - 1).text().matches("1?>>?|&>>?")) {
                redirected = true;
                add(words.get(i).text());
            }
        }
        if (in && program.equals("tee")) {
            rest(words).filter(word -> !word.isFlag() && !word.isSign()).forEach(word -> add(word.text()));
        }
        if (program.matches("mv|cp|ln|install") && rest(words).anyMatch(word -> files.contains(name(word.text())))) {
            add(words.get(words.size() - 1).text());
        }
        return redirected;
    }

    private void add(String path) {
        String name = name(path);
        if (!name.isEmpty() && !path.startsWith("/dev/")) {
            files.add(name);
        }
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    }
}
