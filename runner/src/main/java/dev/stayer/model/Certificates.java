package dev.stayer.model;

import dev.stayer.core.ExitCode;
import dev.stayer.core.StayerException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificates of a company, from the files that other programs read too, beside those that Java knows. */
final class Certificates {
    private static final List<String> VARIABLES =
            List.of("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE");
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

    private Certificates() {}

    /**
     * What trusts them all; null where the environment names none.
     *
     * @throws StayerException exit 78, if a file that is named cannot be used
     */
    static @Nullable SSLContext of(Map<String, String> environment) {
        List<Certificate> own = new ArrayList<>();
        for (String variable : VARIABLES) {
            String file = EnvironmentModel.said(environment, variable);
            if (file != null) {
                own.addAll(read(variable, file));
            }
        }
        try {
            return own.isEmpty() ? null : trusting(own);
        } catch (GeneralSecurityException | IOException e) {
            throw new StayerException(
                    ExitCode.CONFIG,
                    "the certificates that " + String.join(", ", VARIABLES) + " name cannot be used together",
                    "name one file with certificates in PEM form",
                    e);
        }
    }

    private static List<Certificate> read(String variable, String file) {
        List<Certificate> all = new ArrayList<>();
        try {
            String text = Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Matcher pem = PEM.matcher(text); pem.find(); ) {
                all.add(factory.generateCertificate(
                        new ByteArrayInputStream(pem.group().getBytes(StandardCharsets.ISO_8859_1))));
            }
        } catch (IOException | InvalidPathException | GeneralSecurityException e) {
            throw unusable(variable, file, "cannot be read");
        }
        if (all.isEmpty()) {
            throw unusable(variable, file, "holds no certificate");
        }
        return all;
    }

    private static StayerException unusable(String variable, String file, String why) {
        return new StayerException(
                ExitCode.CONFIG,
                "the file " + file + " that " + variable + " names " + why + "; nothing was sent",
                "set " + variable + " to a file with certificates in PEM form, or unset it");
    }

    private static SSLContext trusting(List<Certificate> own) throws GeneralSecurityException, IOException {
        KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
        all.load(null, null);
        int number = 0;
        TrustManagerFactory java = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        java.init((KeyStore) null);
        for (TrustManager manager : java.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                for (X509Certificate certificate : known.getAcceptedIssuers()) {
                    all.setCertificateEntry("java-" + number++, certificate);
                }
            }
        }
        for (Certificate certificate : own) {
            all.setCertificateEntry("own-" + number++, certificate);
        }
        TrustManagerFactory both = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        both.init(all);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, both.getTrustManagers(), null);
        return context;
    }
}
