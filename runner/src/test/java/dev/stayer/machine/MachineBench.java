package dev.stayer.machine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What a look at the machine costs: {@code mvn -B -ntp test -Dtest=MachineBench} writes {@code reports/bench/machine.md}. Not part
 * of the tests: nothing here can fail by being slow.
 */
class MachineBench {
    private static final Path REPORT = Path.of("../reports/bench/machine.md");
    private static final int RUNS = 10_000;
    private static final int STEPS = 40;
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    void measure() throws Exception {
        long begin = SYSTEM.getProcessCpuTime();
        HeartTests.Result tests = HeartTests.run();
        double ofTests = (SYSTEM.getProcessCpuTime() - begin) / 1e9;
        begin = SYSTEM.getProcessCpuTime();
        long events = 0;
        int fewest = Integer.MAX_VALUE;
        for (int seed = 0; seed < RUNS; seed++) {
            Simulation simulation = new Simulation(seed, Set.of());
            simulation.play(STEPS);
            events += simulation.script.size();
            fewest = Math.min(fewest, simulation.script.size());
        }
        double ofRuns = (SYSTEM.getProcessCpuTime() - begin) / 1e9;
        Files.writeString(REPORT, """
                # The machine

                Made by `mvn -B -ntp test -Dtest=MachineBench`; Java %d, %d processors, CPU seconds of the whole process.

                | what | reached | asked |
                |---|---|---|
                | tests that drive it by hand | %d in %.1f CPU s, from a cold start | ≥ 150 in ≤ 5 |
                | simulated runs | %,d of %d events (at least %d) in %.0f CPU s | 10,000 of ≥ 30 in ≤ 120 |
                """.formatted(
                        Runtime.version().feature(),
                        Runtime.getRuntime().availableProcessors(),
                        tests.count(),
                        ofTests,
                        RUNS,
                        events / RUNS,
                        fewest,
                        ofRuns));
    }
}
