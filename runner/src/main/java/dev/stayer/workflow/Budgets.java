package dev.stayer.workflow;

import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads budgets and the amounts in them. */
final class Budgets {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12})([kM]?)");

    private Budgets() {}

    /** @param hinders true where a limit of time would have to act on a command and cannot yet */
    static Budget read(Fields fields, List<Problem> problems, List<NotBuilt> notBuilt, boolean hinders) {
        YamlNode node = fields.node("budget");
        if (node == null) {
            return Budget.NONE;
        }
        Fields budget = new Fields(Fields.map(node, "'budget'", problems), problems);
        BigDecimal usd = null;
        String money = budget.text("usd");
        if (money != null) {
            try {
                usd = new BigDecimal(money);
            } catch (NumberFormatException e) {
                problems.add(
                        new Problem(WorkflowReader.valuePlace(budget, "usd"), "'" + money + "' is no amount of money"));
            }
        }
        Long tokens = amount(budget, "tokens", problems);
        Long calls = amount(budget, "calls", problems);
        Duration time = duration(budget, "time", problems);
        budget.refuseOthers("a budget", Map.of());
        notBuilt.add(new NotBuilt("budget", fields.placeOf("budget"), hinders || time != null));
        return new Budget(usd, tokens, calls, time);
    }

    static @Nullable Long amount(Fields fields, String key, List<Problem> problems) {
        String text = fields.text(key);
        if (text == null) {
            return null;
        }
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches()) {
            problems.add(new Problem(
                    WorkflowReader.valuePlace(fields, key), "'" + text + "' is no amount such as 4000, 200k or 5M"));
            return null;
        }
        long factor = matcher.group(2).equals("k") ? 1_000 : matcher.group(2).equals("M") ? 1_000_000 : 1;
        return Long.parseLong(matcher.group(1)) * factor;
    }

    static @Nullable Duration duration(Fields fields, String key, List<Problem> problems) {
        String text = fields.text(key);
        if (text == null) {
            return null;
        }
        Duration duration = Durations.parse(text);
        if (duration == null) {
            problems.add(new Problem(
                    WorkflowReader.valuePlace(fields, key),
                    "'" + text + "' is no duration such as 30s, 10m, 2h or 3d"));
        }
        return duration;
    }
}
