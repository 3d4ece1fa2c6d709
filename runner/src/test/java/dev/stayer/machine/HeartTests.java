package dev.stayer.machine;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The tests that drive the machine by hand, as a list that a program can run where there is no JUnit around it. */
final class HeartTests {
    static final List<Class<?>> CLASSES = List.of(
            StartRulesTest.class,
            EndRulesTest.class,
            TurnRulesTest.class,
            RequestRulesTest.class,
            RetryRulesTest.class,
            RecoveryRulesTest.class,
            TimeLimitsTest.class,
            WaitRulesTest.class,
            UpdateRulesTest.class,
            PartRulesTest.class,
            RunOutcomeTest.class);

    private int count;
    private final List<String> failed = new ArrayList<>();

    private HeartTests() {}

    /** How many there were, and the names of those that failed. */
    record Result(int count, List<String> failed) {}

    static Result run() throws ReflectiveOperationException {
        HeartTests all = new HeartTests();
        for (Class<?> each : CLASSES) {
            for (Method method : each.getDeclaredMethods()) {
                if (method.isAnnotationPresent(Test.class)) {
                    all.run(method, new Object[0]);
                } else if (method.isAnnotationPresent(ParameterizedTest.class)) {
                    for (Object[] arguments : arguments(method)) {
                        all.run(method, arguments);
                    }
                }
            }
        }
        return new Result(all.count, all.failed.stream().distinct().sorted().toList());
    }

    private void run(Method method, Object[] arguments) throws ReflectiveOperationException {
        var constructor = method.getDeclaringClass().getDeclaredConstructor();
        constructor.setAccessible(true);
        method.setAccessible(true);
        count++;
        try {
            method.invoke(constructor.newInstance(), arguments);
        } catch (InvocationTargetException e) {
            failed.add(method.getDeclaringClass().getSimpleName() + "." + method.getName());
        }
    }

    private static List<Object[]> arguments(Method method) {
        Class<?>[] types = method.getParameterTypes();
        CsvSource lines = method.getAnnotation(CsvSource.class);
        if (lines != null) {
            return Arrays.stream(lines.value())
                    .map(line -> {
                        String[] words = line.split(",");
                        Object[] values = new Object[words.length];
                        for (int i = 0; i < words.length; i++) {
                            values[i] = value(types[i], words[i].strip());
                        }
                        return values;
                    })
                    .toList();
        }
        EnumSource some = method.getAnnotation(EnumSource.class);
        List<String> names = List.of(some.names());
        boolean included = some.mode() == EnumSource.Mode.INCLUDE;
        return Stream.of(types[0].getEnumConstants())
                .filter(constant -> names.contains(((Enum<?>) constant).name()) == included)
                .map(constant -> new Object[] {constant})
                .toList();
    }

    private static Object value(Class<?> type, String word) {
        if (type == int.class) {
            return Integer.valueOf(word);
        }
        return type.isEnum()
                ? Stream.of(type.getEnumConstants())
                        .filter(constant -> ((Enum<?>) constant).name().equals(word))
                        .findFirst()
                        .orElseThrow()
                : word;
    }
}
