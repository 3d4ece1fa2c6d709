package dev.stayer.store;

import dev.stayer.core.Json;
import dev.stayer.redact.Redactor;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import tools.jackson.core.JacksonException;

/**
 * The one door through which text becomes a row: every text that is bound to a statement, by us or by Spring Batch, is redacted
 * first. Bytes pass as they are: they are the run's own copies of its files, which have to stay what their hash says.
 */
public final class RedactingConnection {
    private RedactingConnection() {}

    /** The connection, with a redactor in front of its statements. */
    static Connection of(Connection connection, Redactor redactor) {
        return proxy(Connection.class, (self, method, arguments) -> {
            Object result = call(connection, method, arguments);
            return result instanceof PreparedStatement statement ? statement(statement, redactor) : result;
        });
    }

    /** The source, all of whose connections redact. */
    public static DataSource source(DataSource source, Redactor redactor) {
        return new DelegatingDataSource(source) {
            @Override
            public Connection getConnection() throws java.sql.SQLException {
                return of(super.getConnection(), redactor);
            }
        };
    }

    private static PreparedStatement statement(PreparedStatement statement, Redactor redactor) {
        return proxy(PreparedStatement.class, (self, method, arguments) -> {
            if (arguments != null && arguments.length >= 2 && method.getName().startsWith("set")) {
                if (arguments[1] instanceof CharSequence text) {
                    arguments[1] = clean(text.toString(), redactor);
                } else if (arguments[1] instanceof Reader reader) {
                    statement.setString((Integer) arguments[0], clean(read(reader), redactor));
                    return null;
                }
            }
            return call(statement, method, arguments);
        });
    }

    /** JSON stays JSON. */
    static String clean(String text, Redactor redactor) {
        String clean = redactor.redact(text);
        if (clean.equals(text) || !text.startsWith("{") && !text.startsWith("[")) {
            return clean;
        }
        try {
            Json.parse(clean);
            return clean;
        } catch (JacksonException e) {
            return wholeTree(text, clean, redactor);
        }
    }

    private static String wholeTree(String text, String clean, Redactor redactor) {
        try {
            return Json.write(redactor.redact(Json.parse(text)));
        } catch (JacksonException e) {
            return clean;
        }
    }

    private static String read(Reader reader) throws IOException {
        StringWriter all = new StringWriter();
        reader.transferTo(all);
        return all.toString();
    }

    private static @Nullable Object call(Object target, java.lang.reflect.Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(RedactingConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
