package dev.stayer.model;

import dev.stayer.journal.Spending;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A model that work asks by itself, beside any agent.
 *
 * @param name as stayer.yaml calls it
 * @param cost in US dollars; null where it is not known
 */
public record NamedModel(String name, ModelClient client, Function<Usage, @Nullable Double> cost) {
    /**
     * What an answer of it has cost, to be written down.
     *
     * @param role what it was asked for
     */
    public Spending.Exchange exchange(int turn, String role, ModelReply reply, Instant asked, Instant answered) {
        Usage usage = reply.usage();
        return new Spending.Exchange(
                turn,
                role,
                name,
                reply.requestHash(),
                usage.input(),
                usage.cached(),
                usage.written(),
                usage.output(),
                cost.apply(usage),
                asked,
                answered);
    }
}
