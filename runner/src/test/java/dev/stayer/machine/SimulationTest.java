package dev.stayer.machine;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random runs of random workflows; one by {@code -Dstayer.seed}, more by {@code -Dstayer.simulations}. */
class SimulationTest {
    private static final int STEPS = 40;

    @Test
    void whatever_happens_nothing_acknowledged_is_lost_and_every_run_comes_to_an_end() {
        Long only = Long.getLong("stayer.seed");
        long first = only == null ? System.nanoTime() : only;
        int runs = only == null ? Integer.getInteger("stayer.simulations", 1000) : 1;
        for (int i = 0; i < runs; i++) {
            long seed = first + i;
            AssertionError fault = Simulation.fault(seed, STEPS, Set.of());
            if (fault != null) {
                throw Simulation.shrunk(seed, STEPS, fault);
            }
        }
    }
}
