package dev.stayer.workflow;

import dev.stayer.yaml.Cron;
import dev.stayer.yaml.Fields;
import dev.stayer.yaml.Nearest;
import dev.stayer.yaml.Shown;
import dev.stayer.yaml.YamlNode;
import dev.stayer.yaml.YamlNode.YamlList;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads {@code on.schedule}. */
final class ScheduleReader {
    private final Reading reading;

    ScheduleReader(Reading reading) {
        this.reading = reading;
    }

    List<ScheduleSpec> read(Fields workflow) {
        List<ScheduleSpec> schedules = new ArrayList<>();
        YamlNode on = workflow.node("on");
        if (on == null) {
            return schedules;
        }
        if (!(on instanceof YamlNode.YamlMap)) {
            reading.problem(
                    on.place(),
                    "'on' must be a map such as { schedule: [ { cron: \"0 3 * * 1-5\" } ] }, not " + on.kind()
                            + "; nothing but a schedule starts a run by itself");
            return schedules;
        }
        Fields fields = Fields.of(on, "'on'", reading.problems());
        YamlNode list = fields.node("schedule");
        if (list instanceof YamlList entries) {
            entries.items().forEach(entry -> schedules.add(schedule(entry)));
        } else if (list != null) {
            reading.problem(
                    list.place(),
                    "'schedule' must be a list such as [ { cron: \"0 3 * * 1-5\" } ], not " + list.kind());
        }
        String others = "nothing but a schedule starts a run by itself";
        fields.refuseOthers(
                "'on'",
                Map.of("cron", "schedule", "push", others, "pull_request", others, "workflow_dispatch", others));
        return schedules;
    }

    private ScheduleSpec schedule(YamlNode entry) {
        Fields fields = Fields.of(entry, "a schedule", reading.problems());
        String cron = fields.needed("cron", "a schedule");
        String fault = cron == null || cron.isBlank() ? null : Cron.fault(cron);
        if (cron != null && fault != null) {
            reading.problem(
                    fields.valuePlace("cron"),
                    "'" + Shown.of(cron) + "' is not a cron expression such as \"0 3 * * 1-5\": " + fault);
        }
        String zone = fields.text("zone");
        if (zone != null) {
            try {
                ZoneId.of(zone);
            } catch (DateTimeException e) {
                reading.problem(
                        fields.valuePlace("zone"),
                        "'" + Shown.of(zone) + "' is not a time zone such as Europe/Berlin"
                                + Nearest.advice(zone, ZoneId.getAvailableZoneIds()));
            }
        }
        String missed = fields.oneOf("missed", List.of("skip", "once", "all"));
        fields.refuseOthers("a schedule", Map.of("timezone", "zone"));
        return new ScheduleSpec(
                cron == null ? "" : cron, zone == null ? "UTC" : zone, missed == null ? "once" : missed);
    }
}
