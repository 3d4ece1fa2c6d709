package dev.stayer.model;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Ids of the calls of one reply, each of its own: many servers count from {@code call_0} in every reply, some give one id to
 * all calls, some give none, and then no result could be told from another.
 */
final class CallIds {
    /** What Anthropic's protocol allows in ids and in names of tools; others use more. */
    private static final Pattern FOREIGN = Pattern.compile("[^a-zA-Z0-9_-]");

    private final Set<String> taken = new HashSet<>();
    private final String hash;

    /**
     * @param request whose calls have their ids already
     * @param hash of the request: an id made from it is the same whenever this reply is read, and no other turn has it
     */
    CallIds(ModelRequest request, String hash) {
        this.hash = hash;
        for (Message message : request.messages()) {
            if (message instanceof Message.Assistant assistant) {
                assistant.calls().forEach(call -> taken.add(plain(call.id())));
            }
        }
    }

    /**
     * The id as it came where nothing else has it, else one of our own.
     *
     * @param place of the call in its reply, from 0
     */
    String own(@Nullable String id, int place) {
        if (id != null && !id.isBlank() && taken.add(plain(id))) {
            return id;
        }
        String made = "call_" + hash.substring(0, 12) + "_" + place;
        taken.add(made);
        return made;
    }

    /** The id as every protocol takes it. */
    static String plain(String id) {
        return FOREIGN.matcher(id).replaceAll("_");
    }
}
