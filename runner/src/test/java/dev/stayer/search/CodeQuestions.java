package dev.stayer.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Questions that a source tree answers by itself, and texts of a script without spaces. */
final class CodeQuestions {
    private static final Pattern JAVADOC = Pattern.compile("/\\*\\*(.*?)\\*/", Pattern.DOTALL);
    private static final Pattern METHOD = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+(?:\\([^)]*\\))?\\s*)*(?:public|protected)[^;={(]*\\s(\\w+)\\(",
            Pattern.DOTALL);
    private static final int MAX_QUESTIONS = 400;
    private static final String NOT_LAST = "[*\\s]+";

    private CodeQuestions() {}

    /** Words with the files that are right. */
    record Question(String words, Set<String> files) {}

    /** The kinds of questions by their names; {@link #withoutJavadoc} is what the last is asked of. */
    static Map<String, List<Question>> of(Map<String, String> files) {
        Map<String, List<Question>> all = new LinkedHashMap<>();
        for (String path : new TreeMap<>(files).keySet()) {
            if (!path.endsWith(".java")) {
                continue;
            }
            String name = path.substring(path.lastIndexOf('/') + 1, path.length() - ".java".length());
            String[] humps = name.split("(?<=[a-z0-9])(?=[A-Z])");
            if (humps.length > 2) {
                add(all, "class name", name, path);
                add(all, "class name as words", String.join(" ", humps).toLowerCase(Locale.ROOT), path);
                add(all, "end of a class name in one word", humps[humps.length - 2] + humps[humps.length - 1], path);
            }
            Matcher method = METHOD.matcher(files.get(path));
            if (method.find()) {
                String sentence = method.group(1)
                        .replaceAll(NOT_LAST, " ")
                        .split("(?<=\\.) |@")[0]
                        .replaceAll("\\{@\\w+|[{}<>]", " ");
                if (sentence.length() > 30) {
                    add(all, "first sentence of a method's Javadoc, without any Javadoc", sentence, path);
                }
            }
        }
        // One class name may end like many others: all of them are right.
        all.computeIfPresent(
                "end of a class name in one word",
                (kind, questions) -> questions.stream()
                        .map(one -> new Question(one.words(), ending(files, one.words())))
                        .toList());
        return all;
    }

    private static Set<String> ending(Map<String, String> files, String end) {
        Set<String> found = new java.util.TreeSet<>();
        for (String path : files.keySet()) {
            if (path.endsWith(end + ".java")) {
                found.add(path);
            }
        }
        return found;
    }

    private static void add(Map<String, List<Question>> all, String kind, String words, String path) {
        List<Question> questions = all.computeIfAbsent(kind, unknown -> new ArrayList<>());
        if (questions.size() < MAX_QUESTIONS) {
            questions.add(new Question(words, Set.of(path)));
        }
    }

    static Map<String, String> withoutJavadoc(Map<String, String> files) {
        Map<String, String> bare = new TreeMap<>();
        files.forEach((path, text) -> {
            if (path.endsWith(".java")) {
                bare.put(path, JAVADOC.matcher(text).replaceAll(""));
            }
        });
        return bare;
    }

    /** Generated texts of Han characters without a space, by file. */
    static Map<String, String> unspaced(Random random) {
        Map<String, String> files = new TreeMap<>();
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k < 40; k++) {
                text.appendCodePoint(0x4E00 + random.nextInt(1_500));
            }
            files.put("text-" + i + ".md", text.append('。').toString());
        }
        return files;
    }

    /** Two characters out of each text; right is every text that holds them. */
    static List<Question> pairs(Map<String, String> texts, Random random) {
        List<Question> questions = new ArrayList<>();
        for (String text : texts.values()) {
            int at = random.nextInt(39);
            String pair = text.substring(at, at + 2);
            Set<String> files = new java.util.TreeSet<>();
            texts.forEach((path, other) -> {
                if (other.contains(pair)) {
                    files.add(path);
                }
            });
            questions.add(new Question(pair, files));
        }
        return questions;
    }
}
