package dev.stayer.workflow;

import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Problem;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlList;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code on.schedule}. */
final class Schedules {
    private static final Pattern CRON_FIELD = Pattern.compile(
            "(\\*|[0-9A-Za-z]{1,3}(-[0-9A-Za-z]{1,3})?)(/\\d{1,3})?(,(\\*|[0-9A-Za-z]{1,3}(-[0-9A-Za-z]{1,3})?)(/\\d{1,3})?)*");

    private final List<Problem> problems;

    Schedules(List<Problem> problems) {
        this.problems = problems;
    }

    List<ScheduleSpec> read(Fields workflow, List<NotBuilt> notBuilt) {
        List<ScheduleSpec> schedules = new ArrayList<>();
        YamlNode on = workflow.node("on");
        if (on == null) {
            return schedules;
        }
        Fields fields = new Fields(Fields.map(on, "'on'", problems), problems);
        YamlNode list = fields.node("schedule");
        if (list instanceof YamlList entries) {
            entries.items().forEach(entry -> schedules.add(schedule(entry)));
            notBuilt.add(new NotBuilt("on.schedule", fields.placeOf("schedule"), false));
        } else if (list != null) {
            problems.add(new Problem(list.place(), "'schedule' must be a list, not " + list.kind()));
        }
        fields.refuseOthers("'on'", Map.of());
        return schedules;
    }

    private ScheduleSpec schedule(YamlNode entry) {
        Fields fields = new Fields(Fields.map(entry, "a schedule", problems), problems);
        String cron = fields.text("cron");
        if (cron == null) {
            problems.add(new Problem(entry.place(), "a schedule needs 'cron'"));
            cron = "";
        } else {
            String[] parts = cron.strip().split("\\s+");
            boolean right = parts.length == 5;
            for (String part : parts) {
                right &= CRON_FIELD.matcher(part).matches();
            }
            if (!right) {
                problems.add(new Problem(
                        WorkflowReader.valuePlace(fields, "cron"),
                        "'" + cron + "' is no cron expression of five fields such as \"0 3 * * 1-5\""));
            }
        }
        String zone = fields.text("zone");
        if (zone != null) {
            try {
                ZoneId.of(zone);
            } catch (DateTimeException e) {
                problems.add(new Problem(
                        WorkflowReader.valuePlace(fields, "zone"),
                        "'" + zone + "' is no time zone such as Europe/Berlin"
                                + dev.stayer.yaml.Nearest.advice(zone, ZoneId.getAvailableZoneIds())));
            }
        }
        String missed = fields.oneOf("missed", Set.of("skip", "once", "all"));
        fields.refuseOthers("a schedule", Map.of());
        return new ScheduleSpec(cron, zone == null ? "UTC" : zone, missed == null ? "once" : missed);
    }
}
