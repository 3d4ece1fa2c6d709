package dev.stayer.model;

import dev.stayer.config.Model;
import dev.stayer.config.Provider;
import dev.stayer.config.SecretReference;
import dev.stayer.config.StayerConfig;
import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import dev.stayer.redact.Redactor;
import dev.stayer.store.WorkspaceSecrets;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * All models that stayer.yaml or the environment give, by name or role; thread-safe. Keys are fetched when a model is first
 * opened, and nothing goes over the network before a question is asked.
 */
public final class Models {
    private static final Set<String> ROLES = Set.of("agent", "checkpoint", "dream", "distill");
    /** The model for everything that names none, where roles do not say otherwise. */
    private static final String MAIN = "main";

    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]+");
    /** Windows of models whose size nobody has said: those of the two services, and what a local server can be trusted with. */
    private static final long ANTHROPIC_WINDOW = 200_000;

    private static final long OPENAI_WINDOW = 128_000;
    private static final long LOCAL_WINDOW = 32_000;

    private final StayerConfig config;
    private final Map<String, String> environment;
    private final Path folder;
    private final WireLimits limits;
    private final Learnt learnt;
    private final Network network;
    private final @Nullable Recording recording;
    private final EnvironmentModel fromEnvironment;
    private final Map<String, Opened> opened = new ConcurrentHashMap<>();
    private @Nullable HttpClient http;

    /**
     * A model that can be asked.
     *
     * @param model as it is described; its name is the one to show and to count cost under
     * @param window its context in tokens, as said or as assumed
     * @param playback true if a recording answers for it, which has to be said wherever results are shown
     */
    public record Opened(Model model, long window, ModelClient client, boolean playback) {}

    /**
     * @param environment also read: STAYER_MODEL_BASE_URL, STAYER_MODEL, STAYER_API_KEY, ANTHROPIC_API_KEY, OPENAI_API_KEY,
     *     and STAYER_MODEL_RECORD, a file that every exchange is recorded to
     * @param folder what paths in stayer.yaml are relative to
     */
    public Models(StayerConfig config, Map<String, String> environment, Path folder) {
        this(config, environment, folder, WireLimits.DEFAULT);
    }

    /** Same, with other deadlines. */
    public Models(StayerConfig config, Map<String, String> environment, Path folder, WireLimits limits) {
        this(config, environment, folder, limits, Learnt.NOTHING);
    }

    /** Same, with a place for what is learnt of the models' servers. */
    public Models(StayerConfig config, Map<String, String> environment, Path folder, WireLimits limits, Learnt learnt) {
        this.learnt = learnt;
        this.network = new Network(environment);
        this.config = config;
        this.environment = Map.copyOf(environment);
        this.folder = folder;
        this.limits = limits;
        this.fromEnvironment = EnvironmentModel.of(environment);
        String file = said("STAYER_MODEL_RECORD");
        this.recording = file == null ? null : new Recording(folder.resolve(file), folder);
    }

    /** True if there is any model to ask; whether its key is there is found out by {@link #open}. */
    public boolean any() {
        return !config.models().isEmpty() || fromEnvironment.any();
    }

    /**
     * The names to ask in order: what was wanted, then its fallbacks and theirs. Whoever asks also switches, and says so.
     *
     * @param wanted a model's name or a role; null for the role agent
     * @throws StayerException if there is no such model (78), or none at all (77)
     */
    public List<String> order(@Nullable String wanted) {
        LinkedHashSet<String> names = new LinkedHashSet<>();
        collect(resolve(wanted == null ? "agent" : wanted), names);
        return List.copyOf(names);
    }

    private void collect(String name, Set<String> names) {
        if (names.add(name)) {
            Model model = config.models().get(name);
            if (model != null) {
                model.fallback().forEach(other -> collect(other, names));
            }
        }
    }

    private String resolve(String wanted) {
        Map<String, Model> models = config.models();
        if (models.containsKey(wanted)) {
            return wanted;
        }
        boolean role = ROLES.contains(wanted);
        if (models.isEmpty()) {
            String id = fromEnvironment.id();
            return role || wanted.equals(MAIN) ? id : wanted;
        }
        if (!role) {
            throw unknown(wanted);
        }
        String given = config.roles().get(wanted);
        if (given == null) {
            given = config.roles().get("agent");
        }
        return given != null
                ? given
                : models.containsKey(MAIN) ? MAIN : models.keySet().iterator().next();
    }

    private StayerException unknown(String name) {
        return new StayerException(
                ExitCode.CONFIG,
                "there is no model '" + name + "'",
                "describe it under 'models' in stayer.yaml, or use one of "
                        + String.join(", ", config.models().keySet()));
    }

    /**
     * The model of that name, ready to be asked; the same object every time.
     *
     * @param name one of {@link #order}
     * @throws StayerException exit 77 if its key is missing, 78 if it is not described or its recording cannot be read
     */
    public Opened open(String name) {
        Opened known = opened.get(name);
        if (known != null) {
            return known;
        }
        Opened made = make(name);
        Opened before = opened.putIfAbsent(name, made);
        return before == null ? made : before;
    }

    private Opened make(String name) {
        Model model = config.models().get(name);
        if (model == null) {
            if (!config.models().isEmpty()) {
                throw unknown(name);
            }
            return open(fromEnvironment, name);
        }
        Provider provider = config.providers().get(model.provider());
        if (provider == null) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    "the model '" + name + "' names a provider that is not there: " + model.provider(),
                    "describe it under 'providers' in stayer.yaml");
        }
        long window = model.context() != null ? model.context() : window(provider.type(), provider.baseUrl());
        if (provider.type() == Provider.Type.PLAYBACK) {
            Cassette cassette = Cassette.read(folder.resolve(String.valueOf(provider.cassette())), folder);
            return new Opened(model, window, new PlaybackClient(cassette, model, limits, redactor(Map.of())), true);
        }
        URI base = provider.baseUrl() == null ? service(provider) : provider.baseUrl();
        return new Opened(model, window, client(model, provider.type(), base, key(provider)), false);
    }

    private Opened open(EnvironmentModel described, String id) {
        if (!described.any()) {
            described.id();
        }
        Model model = new Model(id, "environment", id, null, null, null, List.of());
        URI address = described.address();
        String key = described.key() == null ? null : checked(described.key(), "the key in the environment");
        return new Opened(
                model, window(described.type(), address), client(model, described.type(), address, key), false);
    }

    private static long window(Provider.Type type, @Nullable URI base) {
        return type == Provider.Type.ANTHROPIC ? ANTHROPIC_WINDOW : base == null ? OPENAI_WINDOW : LOCAL_WINDOW;
    }

    private ModelClient client(Model model, Provider.Type type, @Nullable URI base, @Nullable String key) {
        Protocol protocol = type == Provider.Type.ANTHROPIC ? new AnthropicProtocol() : new OpenAiProtocol();
        Wire wire = new HttpWire(http(), limits, network);
        Map<String, String> keys = key == null ? Map.of() : Map.of("API_KEY", key);
        Redactor redactor = redactor(keys);
        if (recording != null) {
            wire = new RecordingWire(wire, recording, model.name(), redactor);
        }
        return new WireClient(
                protocol,
                wire,
                base,
                model.id(),
                model.output(),
                key,
                limits,
                redactor,
                Clock.systemUTC(),
                model.name(),
                learnt);
    }

    /** Where the service of a provider without an address is: the variable beside its own key counts, and never by guess. */
    private @Nullable URI service(Provider provider) {
        URI set = EnvironmentModel.service(environment, provider.type());
        SecretReference key = provider.apiKey();
        String variable = EnvironmentModel.keyOf(provider.type());
        boolean pair = key == null
                || (key.kind() == SecretReference.Kind.ENV && key.name().equals(variable));
        if (set != null && !pair) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    EnvironmentModel.baseOf(provider.type()) + " is set, and the provider '" + provider.name()
                            + "' has a key of its own and no address; nothing was sent",
                    "write 'base-url' of that provider in stayer.yaml, so that its key goes where it belongs");
        }
        return set;
    }

    private Redactor redactor(Map<String, String> keys) {
        return WorkspaceSecrets.redactor(config, environment, folder, keys);
    }

    private synchronized HttpClient http() {
        if (http == null) {
            http = network.client(limits);
        }
        return http;
    }

    private @Nullable String key(Provider provider) {
        SecretReference reference = provider.apiKey();
        if (reference == null) {
            // A key from the environment is only for the service it belongs to.
            return provider.baseUrl() != null
                    ? null
                    : needed(provider.type() == Provider.Type.ANTHROPIC ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY");
        }
        String key = reference.fetch(environment, folder);
        if (key == null) {
            throw new StayerException(
                    ExitCode.SECRETS,
                    "the key of the provider '" + provider.name() + "' is missing: "
                            + (reference.kind() == SecretReference.Kind.ENV ? "the variable " : "the file ")
                            + reference.name() + " gives none",
                    "set it, or change 'api-key' of that provider in stayer.yaml");
        }
        return checked(key, "the key of the provider '" + provider.name() + "'");
    }

    private String needed(String variable) {
        String key = said(variable);
        if (key == null) {
            throw new StayerException(
                    ExitCode.SECRETS, "no key for the model: " + variable + " is not set", "set " + variable);
        }
        return checked(key, variable);
    }

    /** The client would show a value that cannot stand in a header in its error. */
    private static String checked(String key, String what) {
        String stripped = key.strip();
        if (!HEADER_VALUE.matcher(stripped).matches()) {
            throw new StayerException(
                    ExitCode.SECRETS, what + " has a character that no key can have", "look at where it comes from");
        }
        return stripped;
    }

    private @Nullable String said(String variable) {
        return EnvironmentModel.said(environment, variable);
    }
}
