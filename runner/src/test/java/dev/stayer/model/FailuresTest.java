package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.stayer.model.ModelException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sentences of real services and servers, and what follows from them. */
class FailuresTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments(
                        401, "{\"error\":{\"message\":\"Incorrect API key\",\"code\":\"invalid_api_key\"}}", Kind.AUTH),
                arguments(
                        403,
                        "{\"type\":\"error\",\"error\":{\"type\":\"permission_error\",\"message\":\"no\"}}",
                        Kind.AUTH),
                arguments(404, "{\"error\":{\"message\":\"model 'x' not found\"}}", Kind.NOT_THERE),
                arguments(422, "{\"detail\":\"bad\"}", Kind.REFUSED),
                arguments(400, "{\"error\":{\"message\":\"tools.0: bad schema\"}}", Kind.REFUSED),
                arguments(408, "", Kind.TIMEOUT),
                arguments(409, "", Kind.SERVER),
                arguments(413, "<html><h1>413 Request Entity Too Large</h1></html>", Kind.TOO_LONG),
                arguments(
                        400,
                        "{\"error\":{\"message\":\"This model's maximum context length is 128000 tokens.\","
                                + "\"code\":\"context_length_exceeded\"}}",
                        Kind.TOO_LONG),
                arguments(
                        400,
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                                + "\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\"}}",
                        Kind.TOO_LONG),
                arguments(
                        400,
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"input length"
                                + " and `max_tokens` exceed context limit: 190000 + 16000 > 200000\"}}",
                        Kind.TOO_LONG),
                arguments(
                        500,
                        "{\"error\":{\"code\":500,\"message\":\"the request exceeds the available context size\","
                                + "\"type\":\"exceed_context_size_error\"}}",
                        Kind.TOO_LONG),
                arguments(
                        429,
                        "{\"error\":{\"message\":\"You exceeded your current quota, please check your plan and billing "
                                + "details.\",\"code\":\"insufficient_quota\"}}",
                        Kind.UNPAID),
                arguments(
                        429,
                        "{\"error\":{\"message\":\"Rate limit reached. Visit https://example.org/billing to add a"
                                + " payment method.\",\"code\":\"rate_limit_exceeded\"}}",
                        Kind.RATE_LIMIT),
                arguments(
                        400,
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\","
                                + "\"message\":\"Your credit balance is too low to access the API\"}}",
                        Kind.UNPAID),
                arguments(402, "{\"error\":{\"message\":\"Insufficient Balance\"}}", Kind.UNPAID),
                arguments(
                        429,
                        "{\"error\":{\"code\":429,\"message\":\"You exceeded your current"
                                + " quota\",\"details\":[{\"retryDelay\":\"34s\"}]}}",
                        Kind.QUOTA),
                arguments(403, "<html><body>Access denied by policy</body></html>", Kind.IN_THE_WAY),
                arguments(404, "<html><body><h1>404 Not Found</h1></body></html>", Kind.NOT_THERE),
                arguments(405, "{\"detail\":\"Method Not Allowed\"}", Kind.NOT_THERE),
                arguments(301, "", Kind.NOT_THERE),
                arguments(407, "<html>proxy</html>", Kind.PROXY),
                arguments(511, "<html>sign in</html>", Kind.SERVER),
                arguments(
                        403,
                        "{\"error\":{\"code\":\"unsupported_country_region_territory\",\"message\":\"Country, region,"
                                + " or territory not supported\"}}",
                        Kind.REGION),
                arguments(
                        400,
                        "{\"error\":{\"status\":\"FAILED_PRECONDITION\",\"message\":\"User location is not supported"
                                + " for the API use.\"}}",
                        Kind.REGION),
                arguments(
                        400,
                        "{\"error\":{\"code\":\"content_filter\",\"message\":\"The response was filtered\"}}",
                        Kind.MODERATED),
                arguments(
                        403,
                        "{\"error\":{\"message\":\"Your input was"
                                + " flagged\",\"metadata\":{\"reasons\":[\"violence\"]}}}",
                        Kind.MODERATED),
                arguments(
                        429,
                        "{\"error\":{\"message\":\"Rate limit reached: tokens per minute limit 30000, used 29000\"}}",
                        Kind.RATE_LIMIT),
                arguments(429, "", Kind.RATE_LIMIT),
                arguments(500, "oops", Kind.SERVER),
                arguments(502, "<html><body>Bad Gateway</body></html>", Kind.SERVER),
                arguments(529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}", Kind.SERVER));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_is_sorted_by_what_can_be_done(int status, String body, Kind kind) {
        ModelException e = Failures.of(status, Map.of(), body, NOW);
        assertThat(e.kind()).as(body).isEqualTo(kind);
        assertThat(e).hasMessageStartingWith("status " + status).hasMessageNotContaining("<");
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                arguments(Map.of("retry-after", "20"), "", "PT20S"),
                arguments(Map.of("retry-after", "1.5"), "", "PT1.5S"),
                arguments(Map.of("retry-after-ms", "350", "retry-after", "1"), "", "PT0.35S"),
                arguments(Map.of("retry-after", "432000"), "", "PT120H"),
                arguments(Map.of("retry-after", "Wed, 25 Nov 2026 10:00:00 GMT"), "", "PT24H"),
                arguments(Map.of("retry-after", "Mon, 23 Nov 2026 10:00:00 GMT"), "", "PT0S"),
                arguments(Map.of("retry-after", "-5"), "", "PT0S"),
                arguments(Map.of("retry-after", "soon"), "", null),
                arguments(Map.of("retry-after", "99999999999999"), "", null),
                arguments(
                        Map.of(
                                "anthropic-ratelimit-requests-remaining", "0",
                                "anthropic-ratelimit-requests-reset", "2026-11-24T10:00:30Z",
                                "anthropic-ratelimit-tokens-remaining", "9000",
                                "anthropic-ratelimit-tokens-reset", "2026-11-24T11:00:00Z"),
                        "",
                        "PT30S"),
                arguments(
                        Map.of("x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "6m0.5s"),
                        "",
                        "PT6M0.5S"),
                arguments(Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", "1795514460000"), "", "PT1M"),
                arguments(Map.of(), "Please try again in 1m26.4s. Visit us.", "PT1M26.4S"),
                arguments(Map.of(), "Please try again in 640ms.", "PT0.64S"),
                arguments(Map.of(), "Try again in 2 hours and 5 minutes", "PT2H5M"),
                arguments(Map.of(), "Your limit resets at 2026-11-26T07:00:00Z.", "PT45H"),
                arguments(
                        Map.of(),
                        "You have reached your specified API usage limits. You will regain access on 2026-12-01 at"
                                + " 00:00 UTC.",
                        "PT158H"),
                arguments(Map.of(), "Limit of 2026-11-24 reached, 50 requests", null));
    }

    @ParameterizedTest
    @MethodSource("waits")
    void the_wait_a_provider_asks_for_is_found(Map<String, String> headers, String said, @Nullable String wait) {
        ModelException e = Failures.of(429, headers, "{\"error\":{\"message\":\"" + said + "\"}}", NOW);
        assertThat(e.retryAfter()).isEqualTo(wait == null ? null : Duration.parse(wait));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void the_wait_may_stand_in_a_field_of_the_error(String field, String wait) {
        ModelException e = Failures.of(429, Map.of(), "{\"error\":{\"message\":\"no\"," + field + "}}", NOW);
        assertThat(e.retryAfter()).isEqualTo(Duration.parse(wait));
    }

    static Stream<Arguments> fields() {
        return Stream.of(
                arguments("\"resets_in_seconds\":7200", "PT2H"),
                arguments("\"resets_at\":1795514460", "PT1M"),
                arguments("\"resets_at\":\"2026-11-24T10:05:00Z\"", "PT5M"),
                arguments("\"details\":[{\"retryDelay\":\"34s\"}]", "PT34S"));
    }
}
