package dev.stayer.distill;

import dev.stayer.distill.ShellCommand.Word;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What programs that fetch, or make text of what nobody can read, write: to their output or to which files. */
final class Downloads {
    private static final Set<String> FETCHERS = WordLists.of("""
            curl wget wget2 fetch aria2c http https httpie xh lynx links elinks w3m nc ncat netcat telnet ftp tftp iwr irm
            invoke-webrequest invoke-restmethod curl.exe certutil bitsadmin""");

    private static final Pattern REMOTE = Pattern.compile("[\\w.@-]+:.*");
    /** Letters as numbers. */
    private static final Pattern SPELT = Pattern.compile("(?:\\\\x[0-9A-Fa-f]{2}|\\\\[0-7]{3}){3}");

    private Downloads() {}

    /** True for a program that fetches, called so that it does. */
    static boolean fetches(String program, List<Word> words) {
        String second = words.size() > 1 ? words.get(1).text() : "";
        String third = words.size() > 2 ? words.get(2).text() : "";
        String last = words.get(words.size() - 1).text();
        return FETCHERS.contains(program)
                || (program.equals("aws") && second.equals("s3") && third.equals("cp") && !last.startsWith("s3:"))
                || (program.equals("gsutil")
                        && second.matches("cp|cat")
                        && (words.size() == 3 || !last.startsWith("gs:")))
                || (program.equals("gh") && (second.equals("api") || second.equals("gist") || third.equals("download")))
                // To here, and from elsewhere.
                || (program.matches("scp|rsync|sftp")
                        && !REMOTE.matcher(last).matches()
                        && words.stream()
                                .skip(1)
                                .anyMatch(word -> REMOTE.matcher(word.text()).matches()));
    }

    /** Makes plain what was written so that nobody could read it. */
    private static boolean decodes(String program, List<Word> words) {
        return switch (program) {
            case "base64", "base32", "basenc", "openssl" ->
                words.stream().anyMatch(word -> word.text().matches("-d|-D|--decode|-di|-id"));
            case "xxd" -> words.stream().anyMatch(word -> word.text().matches("-[a-z]*r[a-z]*"));
            case "uudecode" -> true;
            case "echo", "printf" ->
                words.stream().anyMatch(word -> SPELT.matcher(word.text()).find());
            default -> false;
        };
    }

    /** True if it writes to its output. */
    static boolean prints(String program, List<Word> words) {
        if (decodes(program, words)) {
            return true;
        }
        if (!fetches(program, words)) {
            return false;
        }
        boolean toOutput = words.stream()
                .anyMatch(word -> word.text().matches("-|-[a-zA-Z]*[oO]-|--output(?:-document)?=-|/dev/stdout"));
        return toOutput || (!program.startsWith("wget") && files(program, words).isEmpty());
    }

    /** Names of the files that it writes, without their folders. */
    static Set<String> files(String program, List<Word> words) {
        Set<String> files = new HashSet<>();
        if (!fetches(program, words)) {
            return files;
        }
        boolean wget = program.startsWith("wget");
        boolean named = wget || program.equals("aria2c") || program.equals("gh");
        String last = "";
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i).text();
            String next = i + 1 < words.size() ? words.get(i + 1).text() : "";
            String flag = wget ? "-[a-zA-Z]*O" : "-[a-zA-Z]*o";
            named |= word.matches("-[a-zA-Z]*O[a-zA-Z]*|--remote-name(?:-all)?") && !wget;
            if (word.matches(flag + "|--output|--output-document|(?i)-outfile")) {
                add(next, files);
                i++;
            } else if (program.matches("curl.*|wget.*|aria2c") && word.matches(flag + "[^-].*")) {
                add(word.replaceFirst(flag, ""), files);
            } else if (word.matches("--output(?:-document)?=.*")) {
                add(word.substring(word.indexOf('=') + 1), files);
            } else if (!words.get(i).isFlag() && !words.get(i).isSign()) {
                last = word;
            }
        }
        if (files.isEmpty() && named && !last.isEmpty()) {
            add(last.replaceFirst("[?#].*", ""), files);
        }
        if (program.matches("scp|rsync|sftp|aws|gsutil|certutil|bitsadmin")) {
            words.stream().skip(1).filter(word -> !word.isFlag()).forEach(word -> add(word.text(), files));
        }
        return files;
    }

    private static void add(String path, Set<String> files) {
        String name = FetchedCode.name(path);
        if (!name.isEmpty() && !name.equals("-") && !path.startsWith("/dev/") && !name.equals(".")) {
            files.add(name);
        }
    }
}
