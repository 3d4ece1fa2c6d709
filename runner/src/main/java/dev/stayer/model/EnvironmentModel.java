package dev.stayer.model;

import dev.stayer.config.Provider;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one model that variables describe, for a workspace whose stayer.yaml has none. Its text shows no key.
 *
 * <p>With STAYER_MODEL_BASE_URL it is the model STAYER_MODEL there, under the key STAYER_API_KEY if there is one; the protocol
 * is OpenAI's unless the address names anthropic. Without, it is Anthropic's service where ANTHROPIC_API_KEY is set (or
 * STAYER_MODEL is a claude and STAYER_API_KEY is set) and STAYER_MODEL names no other's model; otherwise OpenAI's under
 * OPENAI_API_KEY or STAYER_API_KEY.
 */
final class EnvironmentModel {
    private static final String ANTHROPIC_DEFAULT = "claude-sonnet-4-5";
    private static final String OPENAI_DEFAULT = "gpt-5";

    private final Provider.Type type;
    private final @Nullable String base;
    private final String variable;
    private final @Nullable String id;
    private final @Nullable String key;

    private EnvironmentModel(
            Provider.Type type, String variable, @Nullable String base, @Nullable String id, @Nullable String key) {
        this.type = type;
        this.base = base;
        this.variable = variable;
        this.id = id;
        this.key = key;
    }

    static EnvironmentModel of(Map<String, String> environment) {
        String model = said(environment, "STAYER_MODEL");
        String base = said(environment, "STAYER_MODEL_BASE_URL");
        String key = said(environment, "STAYER_API_KEY");
        if (base != null) {
            Provider.Type type = base.contains("anthropic") ? Provider.Type.ANTHROPIC : Provider.Type.OPENAI;
            return new EnvironmentModel(type, "STAYER_MODEL_BASE_URL", base, model, key);
        }
        boolean claude = model != null && model.startsWith("claude");
        String anthropic = said(environment, "ANTHROPIC_API_KEY");
        if ((anthropic != null && (model == null || claude)) || (key != null && claude)) {
            return new EnvironmentModel(
                    Provider.Type.ANTHROPIC,
                    baseOf(Provider.Type.ANTHROPIC),
                    beside(environment, Provider.Type.ANTHROPIC, anthropic),
                    model == null ? ANTHROPIC_DEFAULT : model,
                    anthropic == null ? key : anthropic);
        }
        String openAi = said(environment, "OPENAI_API_KEY");
        if (openAi != null || key != null) {
            return new EnvironmentModel(
                    Provider.Type.OPENAI,
                    baseOf(Provider.Type.OPENAI),
                    beside(environment, Provider.Type.OPENAI, openAi),
                    model == null ? OPENAI_DEFAULT : model,
                    openAi == null ? key : openAi);
        }
        return new EnvironmentModel(Provider.Type.OPENAI, "STAYER_MODEL_BASE_URL", null, null, null);
    }

    /** The address that stands beside a service's own key; one beside another key is for nobody to guess about. */
    private static @Nullable String beside(Map<String, String> environment, Provider.Type type, @Nullable String own) {
        String base = said(environment, baseOf(type));
        if (base != null && own == null) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    baseOf(type) + " is set, and the key is STAYER_API_KEY; nothing was sent",
                    "set STAYER_MODEL_BASE_URL to say where that key belongs");
        }
        return base;
    }

    /** The variable with the address of a service, as its own programs read it. */
    static String baseOf(Provider.Type type) {
        return type == Provider.Type.ANTHROPIC ? "ANTHROPIC_BASE_URL" : "OPENAI_BASE_URL";
    }

    /** The variable with the key of a service. */
    static String keyOf(Provider.Type type) {
        return type == Provider.Type.ANTHROPIC ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY";
    }

    /**
     * The address that the environment gives a service; null for its own.
     *
     * @throws StayerException exit 78, if the variable holds no address
     */
    static @Nullable URI service(Map<String, String> environment, Provider.Type type) {
        String base = said(environment, baseOf(type));
        return base == null ? null : address(baseOf(type), base);
    }

    /** A variable's value; null if it is unset or blank. */
    static @Nullable String said(Map<String, String> environment, String variable) {
        String value = environment.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** True if the variables name a place to ask. */
    boolean any() {
        return base != null || id != null;
    }

    Provider.Type type() {
        return type;
    }

    @Nullable
    String key() {
        return key;
    }

    /**
     * What the model is called there.
     *
     * @throws StayerException exit 77 if there is none, 78 if its name is missing
     */
    String id() {
        if (id != null) {
            return id;
        }
        if (base != null) {
            throw new StayerException(
                    ExitCode.CONFIG, "STAYER_MODEL_BASE_URL is set, but no model", "set STAYER_MODEL too");
        }
        throw new StayerException(
                ExitCode.SECRETS,
                "no model is set up",
                "set ANTHROPIC_API_KEY or OPENAI_API_KEY, or STAYER_MODEL_BASE_URL and STAYER_MODEL,"
                        + " or describe one under 'models' in stayer.yaml");
    }

    /**
     * Where it is; null for the service's own address.
     *
     * @throws StayerException exit 78, if the variable holds no address
     */
    @Nullable
    URI address() {
        return base == null ? null : address(variable, base);
    }

    private static URI address(String variable, String base) {
        URI address = null;
        try {
            address = URI.create(base);
        } catch (IllegalArgumentException e) {
            // Said below in the same words as for other wrong addresses; the text itself may hold a password.
        }
        if (address == null
                || address.getHost() == null
                || address.getUserInfo() != null
                || !("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    variable + " is not an address such as http://127.0.0.1:11434/v1",
                    "set it without a name and password in it");
        }
        return address;
    }
}
