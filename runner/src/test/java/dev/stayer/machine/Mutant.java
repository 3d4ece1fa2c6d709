package dev.stayer.machine;

import java.util.List;

/**
 * A fault of the rules, as somebody could make it.
 *
 * @param file without {@code .java}
 * @param from stands once in the file
 */
record Mutant(String name, String file, String from, String to) {
    static final List<Mutant> ALL = List.of(
            new Mutant(
                    "a person's skip is kept as one of a failed need",
                    "RequestRules",
                    ".skipped(SkipReason.PERSON, skippedBy(by)));",
                    ".skipped(SkipReason.NEED, skippedBy(by)));"),
            new Mutant(
                    "a start that is not committed yet is forgotten when rows are read anew",
                    "RunMachine",
                    "node.row().executions() < started.executions()",
                    "false"),
            new Mutant("retry does not open the group around it", "Reopening", "                reopen(at);\n", ""),
            new Mutant(
                    "time is counted twice",
                    "TimeLimits",
                    "Duration.between(clock.since, now)",
                    "Duration.between(clock.since, now).multipliedBy(2)"),
            new Mutant("a crash counts as a try", "RecoveryRules", "Math.max(0, row.attempt() - 1)", "row.attempt()"),
            new Mutant(
                    "fail-fast gives up nobody",
                    "EndRules",
                    "node.shape() == Node.Shape.FAN && node.spec().failFast()",
                    "false"),
            new Mutant(
                    "fail-fast misses a group that begins in the same moment",
                    "EndRules",
                    "node.state() == RUNNING && !node.children().isEmpty()",
                    "node.state() == RUNNING"),
            new Mutant(
                    "a deadline passes and nothing happens",
                    "WaitRules",
                    "default -> nobodyAnswered(node);",
                    "default -> {}"),
            new Mutant(
                    "a need that failed does not skip what needs it",
                    "StartRules",
                    "node.row().role() == TaskRole.TASK && !scope.success()",
                    "false"),
            new Mutant(
                    "retry without limit",
                    "TurnRules",
                    "failed.retryable() && row.attempt() < retry.attempts()",
                    "failed.retryable()"),
            new Mutant(
                    "a crash runs opaque effects again",
                    "RecoveryRules",
                    "effect.kind() == EffectClass.OPAQUE || ",
                    ""),
            new Mutant(
                    "a stop forgets what runs",
                    "RequestRules",
                    "decision.stop(Ending.ofTask(tree.run(), each.id(), StopReason.STOPPED));",
                    ""),
            new Mutant(
                    "resume leaves what was cancelled",
                    "Reopening",
                    "|| state == STOPPED || state == CANCELLED;",
                    "|| state == STOPPED;"),
            new Mutant(
                    "min-success asks for one more",
                    "EndRules",
                    "total - failed.size() >= group",
                    "total - failed.size() > group"),
            new Mutant(
                    "two that write the same run together",
                    "Queue",
                    "return writes.values().stream().anyMatch(",
                    "return writes.isEmpty() && writes.values().stream().anyMatch("),
            new Mutant(
                    "a promised end is forgotten in a crash",
                    "RecoveryRules",
                    "if (own != null && begun) {",
                    "if (own != null && begun && row.attempt() < 0) {"),
            new Mutant(
                    "a stopped group goes on before its needs have ended",
                    "Reopening",
                    "any && node.row().started() != null",
                    "any"),
            new Mutant(
                    "retry opens what a person skipped",
                    "Reopening",
                    "dependent.state() == SKIPPED && !skippedByPerson(dependent)",
                    "dependent.state() == SKIPPED"),
            new Mutant("a repeat has one round too many", "EndRules", "count >= repeat.max()", "count > repeat.max()"),
            new Mutant(
                    "a stopped run begins something",
                    "RunMachine",
                    "stopping == null ? queue.next(this::writesOf) : null",
                    "queue.next(this::writesOf)"));
}
