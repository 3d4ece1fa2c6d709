package dev.stayer.machine;

import java.util.Set;

/** What a process of its own does with a machine that may have a fault: a line for what the simulation saw, one for tests. */
final class MutantRun {
    private static final int STEPS = 40;

    private MutantRun() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        int runs = Integer.parseInt(arguments[0]);
        System.out.println(simulation(runs));
        HeartTests.Result tests = HeartTests.run();
        System.out.println(String.join(" ", tests.failed()));
    }

    private static String simulation(int runs) {
        for (int seed = 0; seed < runs; seed++) {
            AssertionError fault = Simulation.fault(seed, STEPS, Set.of());
            if (fault != null) {
                return (seed + 1) + " "
                        + String.valueOf(fault.getMessage()).lines().findFirst().orElse("");
            }
        }
        return "";
    }
}
