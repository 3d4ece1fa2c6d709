package dev.stayer.tool.git;

import java.util.Map;
import java.util.TreeMap;

/** Settings that a person's command hands to the git it may start, by its environment. */
public final class GitVariables {
    private static final String COUNT = "GIT_CONFIG_COUNT";
    private static final String SETTING = "safe.bareRepository";

    private GitVariables() {}

    /**
     * The variables, and with them the setting that keeps git from taking a folder of the workspace for a repository because
     * of the files in it. It comes behind what the variables set already; one that speaks of the same, or a count that git
     * itself would refuse, is left alone.
     */
    public static Map<String, String> refusingBareRepositories(Map<String, String> variables) {
        String text = variables.getOrDefault(COUNT, "0");
        if (!text.matches("[0-9]{1,4}")) {
            return variables;
        }
        int count = Integer.parseInt(text);
        for (int i = 0; i < count; i++) {
            if (SETTING.equalsIgnoreCase(variables.get("GIT_CONFIG_KEY_" + i))) {
                return variables;
            }
        }
        Map<String, String> more = new TreeMap<>(variables);
        more.put("GIT_CONFIG_KEY_" + count, SETTING);
        more.put("GIT_CONFIG_VALUE_" + count, "explicit");
        more.put(COUNT, String.valueOf(count + 1));
        return more;
    }
}
