package dev.stayer.workflow.expr;

/** Marks around text that is data: whoever reads it must not take its words for orders. */
public final class Fence {
    private static final String OPEN = "<data from=\"";
    private static final String CLOSE = "</data>";

    private Fence() {}

    /**
     * The text between marks that it cannot close itself.
     *
     * @param origin where it came from, one line
     */
    public static String around(String text, String origin) {
        String harmless = text.replace("</data", "<\u200b/data");
        return OPEN + origin.replace('"', '\'').replace('\n', ' ') + "\">\n" + harmless
                + (harmless.endsWith("\n") ? "" : "\n") + CLOSE;
    }
}
