package dev.stayer.redact;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A variable is a secret by the words of its name, not by letters in them. */
class SecretNamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "KEYBOARD",
                "KEYMAP",
                "MONKEY",
                "HOTKEYS",
                "TURKEY",
                "KEYCLOAK_URL",
                "XKEYSCORE",
                "TOKENIZERS_PARALLELISM",
                "TOKENIZER",
                "MAX_TOKENS",
                "OLLAMA_MAX_LOADED_TOKENS",
                "GIT_AUTHOR_NAME",
                "GIT_AUTHOR_EMAIL",
                "SECRETARY",
                "PASSENGER_ENV",
                "STAYER_TOKEN_FILE",
                "COMPASS",
                "EDITOR",
                "hockey",
                "KEYSTONE"
            })
    void ordinary(String name) {
        assertThat(Redactor.isSecretName(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "API_KEY", "OPENAI_API_KEY", "APIKEY", "OPENAI_APIKEY", "SSH_PRIVATE_KEY_PEM", "AWS_SECRET_ACCESS_KEY",
                        "AWS_KEYS",
                "GITHUB_TOKEN", "GITHUBTOKEN", "npm_config__authToken", "OAUTH_TOKENS", "CLIENT_SECRET", "clientSecret",
                        "DB_PASSWORD",
                "PGPASSWORD", "MYSQL_PASSWD", "KEY_1", "TOKEN2", "STAYER_API_KEY", "GPG_PASSPHRASE"
            })
    void secret(String name) {
        assertThat(Redactor.isSecretName(name)).isTrue();
    }
}
