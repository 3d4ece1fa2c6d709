package dev.stayer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Which of many costly cases this build tries: others each time, all of them by {@code -Dstayer.everyBoundary=true}, which the
 * profile {@code chaos} sets. What is left out counts as skipped.
 */
public final class Share {
    private static final long DRAWN = Long.getLong("stayer.share", System.nanoTime() / 1_000_000_000);

    private Share() {}

    /** Goes on in one of {@code many} builds; {@code -Dstayer.share} draws the same cases again. */
    public static void oneIn(int many, Object theCase) {
        assumeTrue(
                Boolean.getBoolean("stayer.everyBoundary")
                        || Math.floorMod(theCase.toString().hashCode() + DRAWN, many) == 0,
                () -> "left out of this build, share " + DRAWN);
    }
}
