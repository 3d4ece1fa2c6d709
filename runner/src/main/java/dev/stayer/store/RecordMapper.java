package dev.stayer.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes a record as the columns of a table: each component is a column, a record in it is its own columns, one that
 * may be null is null where its first column is. What the record has and the table has not fails at the first use. Immutable.
 *
 * @param <T> the record
 */
public final class RecordMapper<T extends Record> {
    private final Node root;
    private final List<String> columns = new ArrayList<>();

    /** How a type is kept in a column: never asked for null. */
    private record Codec(Function<Object, Object> write, Function<Object, Object> read) {}

    private sealed interface Node {}

    private record Leaf(Codec codec) implements Node {}

    private record Inner(
            Constructor<?> constructor, List<Method> accessors, List<Node> parts, List<Boolean> nullable, int width)
            implements Node {}

    private RecordMapper(Class<T> type, Builder<T> builder) {
        this.root = inner(type, "", builder);
    }

    /** Starts the description of a record. */
    public static <T extends Record> Builder<T> of(Class<T> type) {
        return new Builder<>(type);
    }

    /** The columns in the order in which values are written and read, joined by commas. */
    public String columns() {
        return String.join(", ", columns);
    }

    /** The values of a record in the order of {@link #columns}. */
    public @Nullable Object[] values(T record) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        write(root, record, values, 0);
        return values;
    }

    /** The record of a row whose first columns are {@link #columns}. */
    @SuppressWarnings("unchecked")
    public T read(ResultSet row) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getObject(i + 1);
        }
        return (T) make((Inner) root, values, 0);
    }

    private static int write(Node node, @Nullable Object value, @Nullable Object[] to, int at) {
        if (node instanceof Leaf leaf) {
            to[at] = value == null ? null : leaf.codec().write().apply(value);
            return at + 1;
        }
        Inner inner = (Inner) node;
        if (value == null) {
            return at + inner.width();
        }
        int next = at;
        for (int i = 0; i < inner.parts().size(); i++) {
            next = write(inner.parts().get(i), call(inner.accessors().get(i), value), to, next);
        }
        return next;
    }

    private static Object make(Inner inner, @Nullable Object[] values, int from) {
        @Nullable Object[] arguments = new @Nullable Object[inner.parts().size()];
        int at = from;
        for (int i = 0; i < arguments.length; i++) {
            switch (inner.parts().get(i)) {
                case Leaf leaf -> {
                    Object value = values[at++];
                    arguments[i] = value == null ? null : leaf.codec().read().apply(value);
                }
                case Inner part -> {
                    boolean absent = inner.nullable().get(i) && values[at] == null;
                    arguments[i] = absent ? null : make(part, values, at);
                    at += part.width();
                }
            }
        }
        try {
            return inner.constructor().newInstance(arguments);
        } catch (ReflectiveOperationException e) {
            throw failed(e);
        }
    }

    private static @Nullable Object call(Method accessor, Object record) {
        try {
            return accessor.invoke(record);
        } catch (ReflectiveOperationException e) {
            throw failed(e);
        }
    }

    private static RuntimeException failed(ReflectiveOperationException e) {
        return e instanceof InvocationTargetException thrown && thrown.getCause() instanceof RuntimeException cause
                ? cause
                : new IllegalStateException("a record cannot be mapped", e);
    }

    private Inner inner(Class<?> type, String prefix, Builder<T> builder) {
        List<Method> accessors = new ArrayList<>();
        List<Node> parts = new ArrayList<>();
        List<Boolean> nullable = new ArrayList<>();
        int before = columns.size();
        RecordComponent[] components = type.getRecordComponents();
        for (RecordComponent component : components) {
            String path = prefix + component.getName();
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            accessors.add(accessor);
            nullable.add(component.getAnnotatedType().isAnnotationPresent(Nullable.class));
            Codec codec = builder.codec(component.getType(), path);
            if (codec != null) {
                columns.add(builder.named(path, component.getName()));
                parts.add(new Leaf(codec));
            } else if (component.getType().isRecord()) {
                parts.add(inner(component.getType(), path + ".", builder));
            } else {
                throw new IllegalStateException("no column holds what " + path + " is");
            }
        }
        return new Inner(constructor(type, components), accessors, parts, nullable, columns.size() - before);
    }

    private static Constructor<?> constructor(Class<?> type, RecordComponent[] components) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every record has such a constructor", e);
        }
    }

    /**
     * Says how the types of a record are kept, and which columns are not called as its components are.
     *
     * @param <T> the record
     */
    public static final class Builder<T extends Record> {
        private final Class<T> type;
        private final Map<String, String> names = new HashMap<>();
        private final Map<Class<?>, Codec> codecs = new LinkedHashMap<>();
        private final Map<String, Codec> own = new HashMap<>();

        private Builder(Class<T> type) {
            this.type = type;
            as(String.class, text -> text, String::valueOf);
            as(int.class, number -> number, number -> ((Number) number).intValue());
            as(Integer.class, number -> number, number -> ((Number) number).intValue());
            as(boolean.class, yes -> yes ? 1 : 0, number -> ((Number) number).intValue() == 1);
        }

        /** @param path names of components joined by dots; everything else is called by its last name in capitals */
        public Builder<T> column(String path, String column) {
            names.put(path, column);
            return this;
        }

        /** Says how all components of a type are kept. */
        @SuppressWarnings("unchecked")
        public <V> Builder<T> as(Class<V> valueType, Function<V, Object> write, Function<Object, V> read) {
            codecs.put(valueType, new Codec((Function<Object, Object>) write, (Function<Object, Object>) read));
            return this;
        }

        /** Says how one component is kept. */
        @SuppressWarnings("unchecked")
        public <V> Builder<T> as(String path, Function<V, Object> write, Function<Object, V> read) {
            own.put(path, new Codec((Function<Object, Object>) write, (Function<Object, Object>) read));
            return this;
        }

        public RecordMapper<T> build() {
            return new RecordMapper<>(type, this);
        }

        private String named(String path, String component) {
            String named = names.get(path);
            return named != null
                    ? named
                    : component.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
        }

        private @Nullable Codec codec(Class<?> componentType, String path) {
            Codec known = own.getOrDefault(path, codecs.get(componentType));
            if (known != null || !componentType.isEnum()) {
                return known;
            }
            return new Codec(
                    value -> ((Enum<?>) value).name(),
                    name -> Arrays.stream(componentType.getEnumConstants())
                            .filter(constant -> ((Enum<?>) constant).name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> new IllegalArgumentException(path + " cannot be " + name)));
        }
    }
}
