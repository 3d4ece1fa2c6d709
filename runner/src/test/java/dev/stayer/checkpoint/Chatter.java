package dev.stayer.checkpoint;

import java.util.List;
import java.util.Random;

/** What agents and programs say all day, with numbers and names in it, and without settling anything. */
final class Chatter {
    private static final List<String> SAID = List.of(
            "I looked at {file} and found nothing odd.",
            "The test of {module} took {n} ms this time.",
            "Now let me see what {module} does with the {noun}.",
            "There were {n} lines in {file} that mention the {noun}.",
            "It seems that {module} reads the {noun} before {module2} does.",
            "Next: look at {file}",
            "The build passed after {n} seconds.",
            "Could the {noun} be the reason?",
            "{module} has {n} callers, {module2} has {m}.",
            "I will try it with {n} threads and see.",
            "What {file} says about the {noun} is out of date, probably.",
            "Progress: {n} of {m} files are read",
            "That took longer than the {noun} would explain.",
            "Reading {file} line by line.",
            "Still {n} to go.",
            "The {noun} of {module} looks like the one of {module2}.",
            "All {n} tests of {module} were green before the change.",
            "Maybe {module} waits for {module2} here.",
            "Step {n} is done.",
            "After that I ran the tests of {module} again, {n} times.",
            "Nobody seems to use {module2} since the {noun} moved.",
            "Status: {module} compiles, {module2} does not yet",
            "The output was {n} kB, most of it about the {noun}.",
            "Let me check whether {file} is read at all.",
            "I have seen this in {module2} before.",
            "Both runs printed {n}.",
            "Then the {noun}, then {file}.",
            "Looking for the {noun} in {n} places.",
            "A comment in {file} mentions {module}.",
            "Nothing changed between the runs.",
            "Here is what the log shows: {n} entries, {m} of them about the {noun}",
            "Trying {module} alone first.",
            "The first {n} rows were read in {m} ms.",
            "Waiting for the tests of {module}.",
            "Why does {module2} need the {noun} twice?",
            "This is the {n}th file of {m}.",
            "The loop in {module} ran {n} times.",
            "It printed the {noun} and stopped.",
            "So far so good: {n} down",
            "Back to {file}.",
            "{file} is long: {n} lines, and half of them deal with the {noun}",
            "My guess is that {module} holds the {noun} while {module2} runs.",
            "Rerunning with a smaller {noun}.",
            "{n} of the {m} warnings come from {module}.",
            "Good, {module} compiles now.",
            "We have seen {n} of these so far.",
            "To be sure, one more run of {module}.",
            "Result of the run: {n} ok, {m} skipped",
            "The {noun} in {file} has a comment that explains it.",
            "{module} calls {module2} twice, in lines {n} and {m}.",
            "No trace of the {noun} in {file}.",
            "What remains: {module} and {module2}",
            "An hour ago this printed {n}.",
            "Odd: the {noun} of {module} is empty",
            "That is {n} ms more than yesterday.",
            "On to {module2}.",
            "If the {noun} is the cause, {module} would hang too.",
            "{file} imports {module}, which imports {module2}.",
            "Test {n} of {m}: {module} with a full {noun}",
            "The diff has {n} lines.",
            "As expected, {module} printed the {noun} {m} times.",
            "We may have to look at {file} again later.",
            "Its {noun} comes from {module2}, I believe.",
            "{module} is slow today, {n} ms a call.");

    private static final List<String> PRINTED = List.of(
            "  line {i} of step {t}: checked module m{i}, state ok, took 0.{i} s, nothing odd",
            "[INFO] Tests run: {n}, Failures: 0, Errors: 0, Skipped: {m}",
            "[INFO] Total time:  {n}.{m} s",
            "[INFO] Finished at: 2026-03-0{d}T10:{mm}:{mm}Z",
            "Compiling {module} v0.{n}.{m}",
            "2026-03-0{d} 10:{mm}:07 DEBUG {module}: read {n} rows",
            "ok {n} - {module} reads the {noun}",
            "src/{file}:{n}: note: {module} is unused",
            "Downloaded {module}-{n}.{m}.jar ({n} kB)",
            "{module} {n} {m} {noun}",
            "  {noun}: {n}",
            "Status: running",
            "-rw-r--r-- 1 build build {n} Mar {d} 10:{mm} {file}",
            "Processed {n} of {m} files",
            "worker-{d}: {noun} read in {n} ms",
            "done in {n} ms",
            "test {module} ... ok ({n} ms)",
            "==> {module}: building {noun} ({n}/{m})",
            "  [{d}] {module} {noun}: {n} entries",
            "warning: unused {noun} in {module}",
            "10:{mm}:{mm} worker {d} | {module} took {n} ms",
            "added {n} packages in {m}s",
            "{n} passing",
            "PASS src/{file}",
            "Coverage: {m}.{d} % of lines",
            "100%|##########| {n}/{n} [00:{mm}<00:00]",
            "Job {n}: {module} finished",
            "Reading {file}: {n} lines",
            "total {n}",
            "{module}@{d}.{n}.{m}");

    private static final List<String> SAID_LATER = List.of(
            "Half of {module} is generated, so I skip it.",
            "{module} and {module2} share a {noun}.",
            "In {file}, line {n}, the {noun} is read again.",
            "One of the {n} cases needs {module2}.",
            "Summary so far: {n} files, {m} with a {noun}",
            "Question: who owns the {noun} of {module}?",
            "{m} % of the time goes into {module}.",
            "The fix touches {file} only.",
            "Unclear: does {module} close its {noun}",
            "Moving on to the {noun} in {file}.",
            "After {n} tries the {noun} is there.",
            "{module2} logs {n} lines a minute, which is a lot.",
            "Compare {file} with what {module} prints.",
            "Run {n}: {module} green, {module2} red",
            "Its author probably had {module2} in mind.",
            "Nothing to do for {module}.",
            "Hm, {n} again.",
            "The page about the {noun} is empty.");

    private static final List<String> PRINTED_LATER = List.of(
            "[{n}/{n}] {module}",
            "{file}: {n} insertions, {m} deletions",
            "real    0m{d}.{n}s",
            "level=info msg=\"{noun} loaded\" took={n}ms",
            "Hunk #{d} succeeded at {n} (offset {m} lines).",
            "Test Suites: {m} passed, {m} total",
            "{module}: {noun} = {n}",
            "Fetched {n} kB in {d}s",
            "  at {module} ({file}:{n}:{m})",
            "Elapsed: {n} ms",
            "* {noun}",
            "Step {d}: {module} up to date");

    private static final List<String> FILES = List.of(
            "Ledger.java", "orders.py", "README.md", "app.ts", "config.yaml", "main.go", "schema.sql", "index.html");
    private static final List<String> MODULES = List.of(
            "OrderReader",
            "price_cache",
            "Importer",
            "the scheduler",
            "LedgerPort",
            "queue-worker",
            "the parser",
            "InvoiceStore");
    private static final List<String> NOUNS = List.of(
            "port",
            "cache",
            "header",
            "batch size",
            "lock",
            "retry",
            "first column",
            "time zone",
            "session",
            "index",
            "format");

    private Chatter() {}

    /** One sentence, or one line of a program. @param seen of those that the rules were written beside */
    static String line(Random random, int turn, int place, boolean printed, boolean seen) {
        List<String> of = printed ? (seen ? PRINTED : PRINTED_LATER) : (seen ? SAID : SAID_LATER);
        return fill(pick(of, random), random, turn, place);
    }

    static String file(Random random) {
        return pick(FILES, random);
    }

    private static String fill(String template, Random random, int turn, int place) {
        return template.replace("{file}", pick(FILES, random))
                .replace("{module}", pick(MODULES, random))
                .replace("{module2}", pick(MODULES, random))
                .replace("{noun}", pick(NOUNS, random))
                .replace("{n}", String.valueOf(2 + random.nextInt(900)))
                .replace("{mm}", String.valueOf(10 + random.nextInt(49)))
                .replace("{m}", String.valueOf(2 + random.nextInt(90)))
                .replace("{d}", String.valueOf(1 + random.nextInt(9)))
                .replace("{t}", String.valueOf(turn))
                .replace("{i}", String.valueOf(place));
    }

    private static String pick(List<String> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
