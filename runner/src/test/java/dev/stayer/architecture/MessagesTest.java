package dev.stayer.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.cli.Launcher;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

/**
 * All that the program can say, read as a whole: rules that hold for each text of its sources. The list that was looked at lies
 * in {@code target/messages.txt}, one a line with its place, for a person to read through.
 */
class MessagesTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/stayer");
    private static final Path LIST = Path.of("target/messages.txt");

    /** Statements for the database, and patterns. */
    private static final Pattern CODE = Pattern.compile(
            "\\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|PRAGMA|WITH|FROM|WHERE|ORDER|AND|JOIN)\\b.*"
                    + "|.*(\\(\\?[i:=!<]|\\\\[bsdw(]).*",
            Pattern.DOTALL);

    /** Advice to take something away, where that is what is meant, and loses nothing that cannot be had again. */
    private static final List<String> MAY_REMOVE = List.of(
            "remove that line; type --sandbox none for the one run that needs it",
            "make it writable, or remove the line by hand",
            "stayer trust sets a committed database aside; one of your own: git rm --cached .stayer/stayer.db");

    private static List<Sentences.Sentence> all = List.of();

    @BeforeAll
    static void read() throws IOException {
        all = Sentences.in(SOURCES).stream()
                .filter(one -> isSentence(one.text()))
                .distinct()
                .toList();
        Files.createDirectories(LIST.getParent());
        Files.write(LIST, all.stream().map(Sentences.Sentence::toString).toList());
        System.out.println("messages looked at: " + all.size() + ", listed in runner/" + LIST);
    }

    /** Three words in a row that are no code. */
    private static boolean isSentence(String text) {
        return text.replaceAll("\\{[^{}]*}", "x").matches("(?s).*\\w+,? \\w+,? \\w+.*")
                && !CODE.matcher(text).matches();
    }

    private static void none(String rule, Predicate<Sentences.Sentence> breaks) {
        assertThat(all.stream().filter(breaks).map(Sentences.Sentence::toString))
                .as(rule)
                .isEmpty();
    }

    private static Predicate<Sentences.Sentence> holding(String pattern) {
        Pattern compiled = Pattern.compile(pattern);
        return one -> compiled.matcher(one.text()).find();
    }

    @Test
    void there_are_as_many_as_the_rules_were_made_for() {
        assertThat(all).hasSizeGreaterThan(1_500);
        assertThat(all).anySatisfy(one -> {
            assertThat(one.text()).isEqualTo("there is no run '{word}'");
            assertThat(one.call()).isEqualTo("StayerException");
            assertThat(one.argument()).isEqualTo(1);
        });
    }

    @Test
    void no_class_of_java_is_named() {
        none(
                "a class",
                holding(
                        "\\b(?!java\\.util\\.Locale)[a-z]+\\.[a-z]+\\.[A-Z]\\w+|getClass\\(\\)|[a-z]Exception\\b|internal error"));
    }

    @Test
    void a_stack_trace_is_no_advice() {
        none("--debug", holding("\\s--debug"));
    }

    @Test
    void what_is_not_is_said_in_english() {
        none("'is not a', 'is not JSON'", holding("(?<![Tt]here )\\b(is|are|was) no (?!longer\\b|more\\b)"));
    }

    @Test
    void the_message_of_an_error_of_files_is_not_passed_on() {
        Pattern own = Pattern.compile("(\\w+): .*\\b(IOException|RuntimeException|Exception|Throwable|Error)\\b");
        none("an IOException often says nothing but a path: FileTrouble.of, Unforeseen.words", one -> {
            var caught = own.matcher(one.caught());
            return caught.matches()
                    && !one.caught().contains("UnusableFileException")
                    && Pattern.compile("\\{" + caught.group(1) + "(\\.getMessage\\(\\))?}")
                            .matcher(one.text())
                            .find();
        });
    }

    @Test
    void every_refusal_says_what_happened_and_what_to_do() {
        none(
                "what happened: a clause without full stop, and without the dash that the advice has",
                one -> isPart(one, 1) && one.text().matches("(?s).*(\\.| — .*|\\s)"));
        none(
                "what to do: a clause without full stop",
                one -> isPart(one, 2) && one.text().matches("(?s)[A-Z].*|.*[.\\s]"));
        none("advice that says nothing", one -> isPart(one, 2) && one.text().matches("look at it|try again|check it"));
    }

    @Test
    void no_advice_destroys() {
        Pattern destroys = Pattern.compile(
                "\\b(delete|remove|erase|discard|overwrite|rm|kill -9|reset --hard|git clean|--force)\\b");
        none(
                "advice that takes away",
                one -> isPart(one, 2) && destroys.matcher(one.text()).find() && !MAY_REMOVE.contains(one.text()));
        assertThat(all.stream().map(Sentences.Sentence::text)).containsAll(MAY_REMOVE);
    }

    private static boolean isPart(Sentences.Sentence one, int argument) {
        return one.call().equals("StayerException") && one.argument() == argument;
    }

    @Test
    void what_is_put_into_a_sentence_is_made_for_people() throws IOException, URISyntaxException {
        Path classes = Path.of(Launcher.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        TreeSet<String> found = new TreeSet<>();
        int[] looked = {0};
        try (Stream<Path> files = Files.walk(classes.resolve("dev/stayer"))) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".class")).toList()) {
                new ClassReader(Files.readAllBytes(file)).accept(new Joined(found, looked), 0);
            }
        }
        System.out.println("texts put together: " + looked[0]);
        assertThat(looked[0]).isGreaterThan(600);
        assertThat(found).isEmpty();
    }

    /** Sentences that are put together, and the types of what is put into them, as far as the value itself tells. */
    private static final class Joined extends ClassVisitor {
        private final TreeSet<String> found;
        private final int[] looked;
        private String name = "";

        Joined(TreeSet<String> found, int[] looked) {
            super(Opcodes.ASM9);
            this.found = found;
            this.looked = looked;
        }

        @Override
        public void visit(
                int version,
                int access,
                String type,
                @Nullable String signature,
                @Nullable String parent,
                String @Nullable [] interfaces) {
            name = type;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int access,
                String method,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return method.equals("toString") ? null : new Body((access & Opcodes.ACC_STATIC) != 0, descriptor);
        }

        /** A value that was pushed: of a known type, or that of a variable at a place. */
        private record Value(@Nullable Type type, int variable, int place) {}

        private record Use(String text, Value value) {}

        private final class Body extends MethodVisitor {
            private final Map<Integer, Type> parameters = new HashMap<>();
            private final Map<Label, Integer> places = new HashMap<>();
            private final List<Value> joined = new ArrayList<>();
            private final List<Value> stored = new ArrayList<>();
            private final List<Use> uses = new ArrayList<>();
            private int place;
            private Value last = new Value(null, -1, 0);
            private String format = "";

            Body(boolean isStatic, String descriptor) {
                super(Opcodes.ASM9);
                int variable = isStatic ? 0 : 1;
                for (Type parameter : Type.getArgumentTypes(descriptor)) {
                    parameters.put(variable, parameter);
                    variable += parameter.getSize();
                }
            }

            @Override
            public void visitLabel(Label label) {
                places.put(label, ++place);
            }

            @Override
            public void visitVarInsn(int opcode, int variable) {
                last = new Value(parameters.get(variable), opcode == Opcodes.ALOAD ? variable : -1, place);
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
                last = new Value(Type.getType(descriptor), -1, place);
            }

            @Override
            public void visitTypeInsn(int opcode, String type) {
                last = new Value(Type.getObjectType(type), -1, place);
            }

            @Override
            public void visitLdcInsn(Object value) {
                last = new Value(null, -1, place);
                format = value instanceof String text && text.contains("%") ? text : format;
            }

            @Override
            public void visitInsn(int opcode) {
                if (opcode == Opcodes.AASTORE) {
                    stored.add(last);
                }
            }

            @Override
            public void visitMethodInsn(
                    int opcode, String owner, String method, String descriptor, boolean isInterface) {
                if (owner.equals("java/lang/String") && method.equals("valueOf")) {
                    joined.add(last);
                } else if (owner.equals("java/lang/String") && method.startsWith("format")) {
                    use(format, stored);
                }
                last = new Value(Type.getReturnType(descriptor), -1, place);
            }

            @Override
            public void visitInvokeDynamicInsn(String call, String types, Handle handle, Object... arguments) {
                if (call.equals("makeConcatWithConstants")) {
                    use(String.valueOf(arguments[0]).replace("\u0001", "{}"), joined);
                    format = String.valueOf(arguments[0]).contains("%") ? String.valueOf(arguments[0]) : format;
                }
                last = new Value(Type.getReturnType(types), -1, place);
            }

            private void use(String text, List<Value> values) {
                if (isSentence(text)) {
                    looked[0]++;
                    values.forEach(value -> uses.add(new Use(text, value)));
                }
                values.clear();
            }

            @Override
            public void visitLocalVariable(
                    String variable, String descriptor, @Nullable String signature, Label start, Label end, int index) {
                for (Use use : List.copyOf(uses)) {
                    Value value = use.value();
                    if (value.variable() == index
                            && value.place() >= places.getOrDefault(start, 0)
                            && value.place() < places.getOrDefault(end, Integer.MAX_VALUE)) {
                        uses.add(new Use(use.text(), new Value(Type.getType(descriptor), -1, 0)));
                    }
                }
            }

            @Override
            public void visitEnd() {
                for (Use use : uses) {
                    Type type = use.value().type();
                    if (type != null && isForPrograms(type)) {
                        found.add(name + ": " + use.text() + " with " + type.getClassName());
                    }
                }
            }
        }

        /** What says the name of a class, nanoseconds, or PT10M. */
        private static boolean isForPrograms(Type type) {
            if (type.getSort() == Type.ARRAY) {
                return true;
            }
            if (type.getSort() != Type.OBJECT) {
                return false;
            }
            return switch (type.getClassName()) {
                case "java.time.Instant", "java.time.Duration", "java.lang.Class", "java.util.Optional" -> true;
                case String other -> isThrown(other);
            };
        }

        private static boolean isThrown(String name) {
            try {
                return Throwable.class.isAssignableFrom(
                        Class.forName(name, false, MessagesTest.class.getClassLoader()));
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
    }

    @Test
    void the_rules_can_fail() {
        assertThat(new ArrayList<>(
                        List.of("'x' is no number at all", "an internal error: {e}", "run it again with --debug")))
                .allMatch(MessagesTest::isSentence);
        assertThat(Joined.isForPrograms(Type.getType(java.io.UncheckedIOException.class)))
                .isTrue();
        assertThat(Joined.isForPrograms(Type.getType(java.time.Instant.class))).isTrue();
        assertThat(Joined.isForPrograms(Type.getType(String.class))).isFalse();
        assertThat(isSentence("SELECT A FROM B WHERE C")).isFalse();
    }
}
