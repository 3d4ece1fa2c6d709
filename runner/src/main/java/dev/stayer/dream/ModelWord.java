package dev.stayer.dream;

import dev.stayer.core.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * What came of asking a model: kept between two steps of a dream.
 *
 * @param proposal its words; empty where nobody was asked
 * @param trouble why it could not be asked; null where it was
 */
record ModelWord(String proposal, @Nullable String trouble) {
    static final ModelWord NONE = new ModelWord("", null);

    static ModelWord said(String proposal) {
        return new ModelWord(proposal, null);
    }

    static ModelWord failed(String trouble) {
        return new ModelWord("", trouble);
    }

    /** As it is kept. */
    String json() {
        return Json.write(Json.object().put("proposal", proposal).put("trouble", trouble));
    }

    /** @param kept by {@link #json}; empty where nothing is kept */
    static ModelWord read(String kept) {
        if (kept.isEmpty()) {
            return NONE;
        }
        JsonNode json;
        try {
            json = Json.parse(kept);
        } catch (JacksonException e) {
            // Of a version that kept why it could not be asked as words.
            return failed(kept);
        }
        if (!json.has("proposal")) {
            return said(kept);
        }
        return new ModelWord(
                json.path("proposal").asString(""), json.path("trouble").asString(null));
    }
}
