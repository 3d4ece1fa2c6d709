package dev.stayer.model;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How this machine reaches the network, as the variables say that other programs read too: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY
 * and NO_PROXY, in upper or lower case, and certificates beside those of Java. What is set is used, or nothing is sent.
 * Immutable.
 */
final class Network {
    /** Reaches everything directly, with the certificates of Java. */
    static final Network DIRECT = new Network(Map.of());

    static {
        // Java leaves out the name and password for a proxy that leads to a server with TLS, unless it is told not to.
        if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
    }

    private final Map<String, String> environment;
    private final NoProxy exceptions;

    Network(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        this.exceptions = NoProxy.of(said("NO_PROXY"));
    }

    /**
     * A way through a proxy.
     *
     * @param credentials as the header Proxy-Authorization holds them; null where it needs none
     */
    record Way(InetSocketAddress proxy, @Nullable String credentials) {}

    private @Nullable String said(String variable) {
        String lower = EnvironmentModel.said(environment, variable.toLowerCase(Locale.ROOT));
        if (lower != null) {
            return lower;
        }
        // A web server gives its programs the header "Proxy" of a stranger's request under this name.
        boolean forged = variable.equals("HTTP_PROXY") && environment.containsKey("REQUEST_METHOD");
        return forged ? null : EnvironmentModel.said(environment, variable);
    }

    /**
     * The proxy to an address; null for none.
     *
     * @throws StayerException exit 78, if one is set that cannot be used
     */
    @Nullable
    Way way(URI address) {
        String variable = "https".equals(address.getScheme()) ? "HTTPS_PROXY" : "HTTP_PROXY";
        String set = said(variable);
        if (set == null) {
            variable = "ALL_PROXY";
            set = said(variable);
        }
        String host = address.getHost();
        if (set == null || host == null || exceptions.holds(host, port(address))) {
            return null;
        }
        URI proxy;
        try {
            proxy = URI.create(set.contains("://") ? set : "http://" + set);
        } catch (IllegalArgumentException e) {
            throw unusable(variable, "is not an address such as http://proxy.example.org:3128");
        }
        if (proxy.getHost() == null) {
            throw unusable(variable, "is not an address such as http://proxy.example.org:3128");
        }
        if (!"http".equalsIgnoreCase(proxy.getScheme())) {
            throw unusable(variable, "names a proxy of the kind " + proxy.getScheme() + ", and only http can be used");
        }
        return new Way(
                InetSocketAddress.createUnresolved(proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort()),
                credentials(proxy.getRawUserInfo()));
    }

    private static int port(URI address) {
        return address.getPort() >= 0 ? address.getPort() : "https".equals(address.getScheme()) ? 443 : 80;
    }

    /** The value itself may hold a password and is not shown. */
    private static StayerException unusable(String variable, String why) {
        return new StayerException(
                ExitCode.CONFIG,
                variable + " " + why + "; nothing was sent",
                "set it to an http proxy, or name the model's host in NO_PROXY");
    }

    private static @Nullable String credentials(@Nullable String user) {
        if (user == null) {
            return null;
        }
        // A plus sign is itself here, not a space as in forms.
        String plain = URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
        String pair = plain.contains(":") ? plain : plain + ":";
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** A client that goes these ways. */
    HttpClient client(WireLimits limits) {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connect())
                .proxy(new Ways());
        var context = Certificates.of(environment);
        if (context != null) {
            client.sslContext(context);
        }
        return client.build();
    }

    private final class Ways extends ProxySelector {
        @Override
        public List<Proxy> select(URI address) {
            Way way = way(address);
            return List.of(way == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, way.proxy()));
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
            // Whoever asked hears of it, and decides.
        }
    }
}
