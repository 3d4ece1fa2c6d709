package dev.stayer.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stayer.core.Json;
import dev.stayer.model.ModelException.Kind;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A prompt that is too long, as vendors say it and as nobody has said it yet; and what only sounds like it. */
class OverflowTest {
    private static Kind kind(int status, String words) {
        String body = Json.write(Json.object().set("error", Json.object().put("message", words)));
        return Failures.of(status, Map.of(), body, Instant.EPOCH).kind();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        400|This model's maximum context length is 128000 tokens. However, your messages resulted in 130012 tokens. Please reduce the length of the messages.
        400|prompt is too long: 210000 tokens > 200000 maximum
        400|You passed 15001 input tokens and requested 2000 output tokens. However, the model's context length is only 16384 tokens, resulting in a maximum input length of 14384 tokens.
        400|The input (17012 tokens) is longer than the model's context length (16384 tokens).
        400|The input token count (1053211) exceeds the maximum number of tokens allowed (1048576).
        400|Invalid request: Your request exceeded model token limit: 262144
        400|Prompt exceeds max length
        400|Trying to keep the first 9120 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens
        500|the request exceeds the available context size. try increasing the context size or enable context shift
        400|prompt token count of 70231 exceeds the limit of 64000
        400|Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length
        400|Input is too long for requested model.
        413|Request too large for model x on tokens per minute (TPM): Limit 6000, Requested 9000
        400|This endpoint's maximum context length is 131072 tokens. However, you requested about 140321 tokens (132321 of text input, 8000 in the output).
        400|Range of input length should be [1, 30720]: the input length exceeds it
        400|The text you sent holds more tokens than fit: context is 8192
        422|conversation of 9000 tokens is larger than what this deployment can hold
        400|n_ctx overflow (8191 + 512)
        400|Your messages are 12% over the limit for the context window
        400|sequence length 33000 surpasses 32768
        400|There is no room for a prompt of this size in the KV cache
        400|输入长度超过模型的最大长度
        400|the history would have to be truncated to fit 16k tokens
        422|inputs must have less than 4096 tokens; reduce them
        """)
    void what_is_too_long_is_known_for_it(int status, String words) {
        assertThat(kind(status, words)).isEqualTo(Kind.TOO_LONG);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        400|max_tokens is too large: 16384. This model supports at most 4096 completion tokens.
        400|max_tokens: 16000 > 8192, which is the maximum allowed number of output tokens
        400|Invalid 'messages[2].tool_calls[0].id': string too long. Expected a string with maximum length 40, but got a string with length 44 instead.
        400|Unexpected role 'user' after role 'tool'
        400|Unrecognized request argument supplied: stream_options
        400|Invalid 'content': 'content' field must be a string or an array of objects.
        429|Rate limit reached: 30000 tokens per minute
        400|tools: array too long. Expected an array with maximum length 128
        """)
    void what_only_sounds_like_it_is_not(int status, String words) {
        assertThat(kind(status, words)).isNotEqualTo(Kind.TOO_LONG);
    }
}
