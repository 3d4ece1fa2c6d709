package dev.stayer.cli;

import dev.stayer.batch.NewRun;
import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.workflow.Budget;
import dev.stayer.yaml.Quantities;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Limits of a run as they are typed and kept. */
final class Spend {
    private Spend() {}

    /** What the file says, and over it what was typed, such as {@code usd=40} or {@code tokens=2M,calls=100}. */
    static ObjectNode of(Budget file, List<String> typed) {
        ObjectNode budget = NewRun.limits(file);
        budget.setAll(typed(typed));
        return budget;
    }

    /** True if it limits what models are asked, not only time. */
    static boolean limitsModels(ObjectNode budget) {
        return budget.has("usd") || budget.has("tokens") || budget.has("calls");
    }

    /** @throws StayerException exit 2, if it is no limit */
    static ObjectNode typed(List<String> typed) {
        ObjectNode budget = Json.object();
        for (String many : typed) {
            for (String one : many.split(",", -1)) {
                int equals = one.indexOf('=');
                String name = equals < 0 ? "" : one.substring(0, equals).strip();
                String value = one.substring(equals + 1).strip();
                switch (name) {
                    case "usd" -> budget.put("usd", money(one, value));
                    case "tokens", "calls" -> {
                        Long amount = Quantities.amount(value);
                        if (amount == null) {
                            throw wrong(one);
                        }
                        budget.put(name, amount);
                    }
                    case "time" -> {
                        Duration time = Quantities.duration(value);
                        if (time == null || time.isZero()) {
                            throw wrong(one);
                        }
                        budget.put(name, time.toString());
                    }
                    default -> throw wrong(one);
                }
            }
        }
        return budget;
    }

    private static BigDecimal money(String typed, String value) {
        if (!value.matches("\\d{1,9}(\\.\\d{1,6})?")) {
            throw wrong(typed);
        }
        return new BigDecimal(value);
    }

    private static StayerException wrong(String typed) {
        return new StayerException(
                ExitCode.USAGE,
                "'" + typed + "' is no budget",
                "write usd=40, tokens=2M, calls=500 or time=3d, joined by commas");
    }
}
