package dev.stayer.model;

import java.net.URI;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** How one family of providers wants to be asked, and how it answers; immutable. */
interface Protocol {
    /** As in {@link Message.Assistant#protocol()}. */
    String name();

    /** The address of the provider who made the protocol. */
    URI home();

    /** Where requests go. */
    URI address(URI base);

    Map<String, String> headers(@Nullable String key);

    /**
     * The request as a tree whose order is always the same.
     *
     * @param model the name the provider knows it by
     * @param ownAddress it goes to {@link #home()}
     */
    ObjectNode body(ModelRequest request, String model, boolean ownAddress);

    /**
     * Puts an answer together.
     *
     * @param hash of the request
     * @param ids gives each call an id of its own
     * @param text hears words as they come
     */
    ReplyReader reader(String model, String hash, CallIds ids, Consumer<String> text);
}
