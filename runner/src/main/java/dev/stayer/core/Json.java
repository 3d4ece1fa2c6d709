package dev.stayer.core;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NumericNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.ValueNode;

/** The one JSON mapper and the short forms everybody needs; thread-safe. */
public final class Json {
    /** Makes values; a number has one notation however it was written: its digits, without an exponent. */
    public static final JsonNodeFactory NODES = new PlainNumbers();

    public static final JsonMapper MAPPER = JsonMapper.builder()
            .nodeFactory(NODES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private Json() {}

    /** @throws JacksonException if the text is not one JSON value */
    public static JsonNode parse(String text) {
        return MAPPER.readTree(text);
    }

    /** Compact JSON on one line. */
    public static String write(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /** 1e3 is 1000, 1E-5 is 0.00001 and 1.50 stays 1.50, whether a file, an argument, a command or a model said so. */
    private static final class PlainNumbers extends JsonNodeFactory {
        private static final long serialVersionUID = 1L;
        /** Beyond what a double can hold, written out, a number would be a text of any length. */
        private static final int MAX_DIGITS = 330;

        @Override
        public NumericNode numberNode(double value) {
            return Double.isFinite(value) ? decimal(BigDecimal.valueOf(value)) : super.numberNode(value);
        }

        @Override
        public NumericNode numberNode(float value) {
            return Float.isFinite(value) ? decimal(new BigDecimal(Float.toString(value))) : super.numberNode(value);
        }

        @Override
        public ValueNode numberNode(BigDecimal value) {
            return value == null ? super.numberNode(value) : decimal(value);
        }

        private NumericNode decimal(BigDecimal value) {
            if (Math.abs((long) value.precision() - value.scale()) > MAX_DIGITS) {
                return super.numberNode(value.doubleValue());
            }
            if (value.scale() > 0) {
                return (NumericNode) super.numberNode(value);
            }
            BigInteger whole = value.toBigIntegerExact();
            int bits = whole.bitLength();
            return bits < Integer.SIZE
                    ? super.numberNode(whole.intValue())
                    : bits < Long.SIZE ? super.numberNode(whole.longValue()) : (NumericNode) super.numberNode(whole);
        }
    }
}
