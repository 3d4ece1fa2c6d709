package dev.stayer.dream;

import dev.stayer.core.Json;
import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import dev.stayer.memory.FactJson;
import dev.stayer.redact.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A made-up memory with the truth about it: what each fact must have become after a dream. Twelve situations in turn, each
 * with things of its own, so that none touches another.
 */
public final class MemoryWorld {
    private static final List<String> THINGS =
            List.of("gateway", "ledger", "mailer", "indexer", "billing", "catalog", "search", "auth", "queue", "cache");
    private static final List<String> PROPERTIES =
            List.of("port", "owner", "timeout", "branch", "region", "format", "schedule", "retries");
    private static final List<String> WORDS =
            List.of("amber", "birch", "cobalt", "delta", "ember", "fjord", "garnet", "harbor", "indigo", "juniper");

    public final List<Fact> facts = new ArrayList<>();
    public final Map<String, Status> truth = new LinkedHashMap<>();
    final Set<String> promoted = new HashSet<>();
    final Set<String> unpromoted = new HashSet<>();
    public final List<String> secrets = new ArrayList<>();
    private final Set<String> alive = new HashSet<>();
    private final Random random;
    private int thing;
    private int runs;

    public MemoryWorld(long seed, int size) {
        random = new Random(seed);
        int situation = 0;
        while (facts.size() < size) {
            thing++;
            add(situation++ % 12);
        }
    }

    /**
     * Makes the files that facts speak of, and returns the facts as lines for {@code memory add --file}, as if the world had
     * been made just now.
     */
    public List<String> lines(Path workspace) throws IOException {
        for (String file : alive) {
            Files.createDirectories(workspace.resolve(file).getParent());
            Files.writeString(workspace.resolve(file), "");
        }
        Duration shift = Duration.between(FactBuilder.NOW, Instant.now());
        List<String> lines = new ArrayList<>();
        for (Fact fact : facts) {
            ObjectNode line = FactJson.of(fact);
            line.put("time", fact.time().plus(shift).toString());
            Instant expires = fact.expires();
            if (expires != null) {
                line.put("expires", expires.plus(shift).toString());
            }
            line.remove(List.of("status", "supersededBy"));
            lines.add(Json.write(line));
        }
        return lines;
    }

    DreamInput input() {
        return new DreamInput(
                facts,
                new MapEvidence(alive, Map.of()),
                List.of(),
                Redactor.of(Map.of(), Map.of()),
                FactBuilder.NOW,
                ZoneOffset.UTC,
                Set.of());
    }

    private void add(int situation) {
        String subject = pick(THINGS) + "-" + thing;
        String key = pick(PROPERTIES);
        String value = pick(WORDS) + thing;
        String other = pick(WORDS) + "x" + thing;
        String text = "The " + key + " of " + subject + " is " + value;
        String otherText = "The " + key + " of " + subject + " is " + other;
        int days = 30 + random.nextInt(300);
        switch (situation) {
            case 0 -> { // exact duplicate from another run: two runs vouch
                String winner = add(said(text, subject, key, value).daysAgo(days), Status.CURRENT);
                add(said(text, subject, key, value).daysAgo(days + 5), Status.MERGED);
                promoted.add(winner);
            }
            case 1 -> { // the same in slightly other words, with a key or without
                boolean keyed = random.nextBoolean();
                promoted.add(add(
                        said(text, subject, keyed ? key : null, keyed ? value : null)
                                .daysAgo(days),
                        Status.CURRENT));
                add(
                        said(
                                        "the  " + key + " of `" + subject + "` is " + value + ".",
                                        subject,
                                        keyed ? key : null,
                                        keyed ? value : null)
                                .daysAgo(days + 1 + random.nextInt(9)),
                        Status.MERGED);
            }
            case 2 -> { // superseded
                add(said(text, subject, key, value).daysAgo(days), Status.SUPERSEDED);
                add(said(otherText, subject, key, other).daysAgo(days - 7), Status.CURRENT);
            }
            case 3 -> { // the older arrives later
                add(said(otherText, subject, key, other).daysAgo(days), Status.CURRENT);
                add(said(text, subject, key, value).daysAgo(days + 20), Status.SUPERSEDED);
            }
            case 4 -> { // a person's rule against a newer inference
                promoted.add(add(
                        said(text, subject, key, value)
                                .kind(Kind.RULE)
                                .by(Authority.PERSON)
                                .daysAgo(days),
                        Status.CURRENT));
                add(said(otherText, subject, key, other).by(Authority.INFERRED).daysAgo(2), Status.SUPERSEDED);
            }
            case 5 -> { // a tie
                add(said(text, subject, key, value).by(Authority.PERSON).daysAgo(days), Status.FLAGGED);
                add(said(otherText, subject, key, other).by(Authority.PERSON).daysAgo(days), Status.FLAGGED);
            }
            case 6 -> add(said(text, subject, key, value).refs("src/gone/" + subject + ".java"), Status.RETIRED);
            case 7 -> {
                alive.add("src/live/" + subject + ".java");
                add(said(text, subject, key, value).refs("src/live/" + subject + ".java"), Status.CURRENT);
            }
            case 8 -> {
                add(
                        said(text, subject, key, value)
                                .expires(FactBuilder.NOW.minusSeconds(random.nextInt(1_000_000))),
                        Status.RETIRED);
                add(
                        said(otherText, subject, key + "-b", other)
                                .expires(FactBuilder.NOW.plusSeconds(1 + random.nextInt(1_000_000))),
                        Status.CURRENT);
            }
            case 9 -> { // look-alike subjects and keys
                add(said(text, subject, key, value).daysAgo(days), Status.CURRENT);
                add(said(otherText, subject + "s", key, other).daysAgo(days - 3), Status.CURRENT);
                add(said(otherText, subject, key + "-max", other).daysAgo(days - 3), Status.CURRENT);
            }
            case 10 -> secret(subject, key);
            default ->
                unpromoted.add(add(
                        FactBuilder.fact("", "Ran " + value + " twice and it was fine")
                                .by(random.nextBoolean() ? Authority.INFERRED : Authority.OBSERVED)
                                .source(run()),
                        Status.CURRENT));
        }
    }

    private void secret(String subject, String key) {
        String made = letters(36);
        String secret = switch (random.nextInt(4)) {
            case 0 -> "ghp_" + made;
            case 1 -> "AKIA" + made.toUpperCase(java.util.Locale.ROOT).substring(0, 16);
            case 2 -> "sk-ant-" + made;
            default -> "p7" + made.substring(0, 12) + "!";
        };
        secrets.add(secret);
        boolean plain = secret.startsWith("p7");
        add(
                said((plain ? "The password is " : "Call " + subject + " with ") + secret, subject, key, null)
                        .by(random.nextBoolean() ? Authority.PERSON : Authority.OBSERVED),
                Status.RETIRED);
    }

    private String letters(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) (random.nextInt(4) == 0 ? '0' + random.nextInt(10) : 'a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private FactBuilder said(
            String text,
            String subject,
            @org.jspecify.annotations.Nullable String key,
            @org.jspecify.annotations.Nullable String value) {
        return FactBuilder.fact("", text).slot(subject, key, value).source(run());
    }

    private String run() {
        runs++;
        return "r-20261%03d-%04d T1#%d".formatted(100 + runs % 30, runs % 9000, runs % 50);
    }

    private String add(FactBuilder made, Status expected) {
        String id = "f-" + (facts.size() + 1);
        facts.add(made.done(id));
        truth.put(id, expected);
        return id;
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** Facts of a plan's result by id. */
    static Map<String, Fact> byId(List<Fact> facts) {
        Map<String, Fact> byId = new HashMap<>();
        facts.forEach(fact -> byId.put(fact.id(), fact));
        return byId;
    }
}
