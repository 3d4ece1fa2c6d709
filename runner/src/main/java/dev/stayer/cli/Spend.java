package dev.stayer.cli;

import dev.stayer.core.ExitCode;
import dev.stayer.core.Json;
import dev.stayer.core.StayerException;
import dev.stayer.engine.NewRun;
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
                            throw wrong(one, "the amount '" + value + "' " + Quantities.noAmount(value));
                        }
                        budget.put(name, amount);
                    }
                    case "time" -> {
                        Duration time = Quantities.duration(value);
                        if (time == null || time.isZero()) {
                            throw wrong(
                                    one,
                                    "the time '" + value + "' "
                                            + (time == null ? Quantities.noDuration(value) : "allows nothing"));
                        }
                        budget.put(name, time.toString());
                    }
                    default -> throw wrong(one, "'" + one + "' is not a limit that is known");
                }
            }
        }
        return budget;
    }

    private static BigDecimal money(String typed, String value) {
        if (!value.matches("\\d{1,9}(\\.\\d{1,6})?")) {
            throw wrong(typed, "'" + value + "' is not an amount of US dollars");
        }
        return new BigDecimal(value);
    }

    private static StayerException wrong(String typed, String why) {
        return new StayerException(
                ExitCode.USAGE,
                "--budget " + typed + " cannot be kept: " + why,
                "give limits such as usd=40, tokens=2M, calls=500 and time=3d, joined by commas");
    }
}
