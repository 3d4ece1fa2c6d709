package dev.stayer.dream;

import static dev.stayer.dream.FactBuilder.NOW;
import static dev.stayer.dream.FactBuilder.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.memory.Fact;
import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import dev.stayer.memory.MemoryView;
import dev.stayer.redact.Redactor;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Situations one by one, each with the rule that decides it. */
class ConsolidationTest {
    private static final Redactor REDACTOR = Redactor.of(Map.of("CMS_TOKEN", "violet-harbor-77"), Map.of());

    private static DreamInput input(Fact... facts) {
        return input(MapEvidence.NOTHING, List.of(), List.of(facts));
    }

    private static DreamInput input(FactEvidence evidence, List<Saying> sayings, List<Fact> facts) {
        return new DreamInput(facts, evidence, sayings, REDACTOR, NOW, ZoneOffset.UTC, Set.of());
    }

    private static Map<String, Fact> dreamt(DreamInput input) {
        List<Fact> after = Consolidation.plan(input).apply(input.facts());
        assertThat(Consolidation.plan(input.with(after)).changes().stream()
                        .filter(change ->
                                change.kind() != FactChange.Kind.ADDED && change.kind() != FactChange.Kind.SKIPPED))
                .as("a second dream changes nothing")
                .isEmpty();
        return MemoryWorld.byId(after);
    }

    private static Fact get(Map<String, Fact> facts, String id) {
        return java.util.Objects.requireNonNull(facts.get(id));
    }

    private static FactBuilder port(String id, String value) {
        return fact(id, "The port of mailer is " + value).slot("mailer", "port", value);
    }

    @Test
    void sources_pin_and_rule_of_a_merged_fact_pass_to_the_one_that_stays() {
        Map<String, Fact> after = dreamt(input(
                port("a", "1").by(Authority.PERSON).source("person").daysAgo(9).done(),
                port("b", "1")
                        .source("r-20261101-0007 T2#4")
                        .pinned()
                        .daysAgo(3)
                        .done()));
        assertThat(get(after, "a").source()).isEqualTo("person; r-20261101-0007 T2#4");
        assertThat(get(after, "a").pinned()).isTrue();
        assertThat(get(after, "b").status()).isEqualTo(Status.MERGED);
        assertThat(get(after, "b").supersededBy()).isEqualTo("a");
        assertThat(get(after, "b").source()).isEqualTo("r-20261101-0007 T2#4");
    }

    @Test
    void a_value_that_comes_back_is_current_again() {
        Map<String, Fact> after = dreamt(input(
                port("a", "8080").daysAgo(30).done(),
                port("b", "9090").daysAgo(20).done(),
                port("c", "8080").daysAgo(10).done()));
        assertThat(get(after, "a").status()).isEqualTo(Status.MERGED);
        assertThat(get(after, "b").supersededBy()).isEqualTo("c");
        assertThat(get(after, "c").status()).isEqualTo(Status.CURRENT);
    }

    @Test
    void an_older_fact_that_arrives_after_a_dream_ends_where_it_would_have_ended_in_time() {
        List<Fact> first = List.of(
                port("b", "2").daysAgo(10).done(), port("c", "3").daysAgo(5).done());
        Fact late = port("a", "1").daysAgo(30).done();
        List<Fact> dreamt =
                Consolidation.plan(input(MapEvidence.NOTHING, List.of(), first)).apply(first);
        DreamInput second = input(
                MapEvidence.NOTHING,
                List.of(),
                Stream.concat(dreamt.stream(), Stream.of(late)).toList());
        assertThat(dreamt(second)).isEqualTo(dreamt(input(first.get(0), first.get(1), late)));
    }

    @Test
    void authority_stands_before_time_at_every_step() {
        Map<String, Fact> after = dreamt(input(
                port("person", "1").by(Authority.PERSON).daysAgo(400).done(),
                port("decision", "2").by(Authority.DECISION).daysAgo(300).done(),
                port("observed", "3").daysAgo(200).done(),
                port("inferred", "4").by(Authority.INFERRED).daysAgo(1).done()));
        assertThat(get(after, "person").status()).isEqualTo(Status.CURRENT);
        assertThat(after.values())
                .filteredOn(fact -> fact.status() == Status.SUPERSEDED)
                .hasSize(3)
                .allMatch(fact -> "person".equals(fact.supersededBy()));
    }

    @Test
    void a_tie_is_flagged_until_a_person_says_more_and_what_lies_below_it_is_superseded() {
        Fact below = port("old", "0").daysAgo(50).done();
        Fact one = port("one", "1").by(Authority.PERSON).daysAgo(8).done();
        Fact two = port("two", "2").by(Authority.PERSON).daysAgo(8).done();
        Map<String, Fact> after = dreamt(input(below, one, two));
        assertThat(get(after, "one").status()).isEqualTo(Status.FLAGGED);
        assertThat(get(after, "two").status()).isEqualTo(Status.FLAGGED);
        assertThat(get(after, "old").status()).isEqualTo(Status.SUPERSEDED);

        Fact word = port("word", "2").by(Authority.PERSON).daysAgo(1).done();
        Map<String, Fact> settled = dreamt(input(
                MapEvidence.NOTHING,
                List.of(),
                Stream.concat(after.values().stream(), Stream.of(word)).toList()));
        assertThat(get(settled, "word").status()).isEqualTo(Status.CURRENT);
        assertThat(get(settled, "two").status()).isEqualTo(Status.MERGED);
        assertThat(get(settled, "one").supersededBy()).isEqualTo("word");
        assertThat(get(settled, "old").supersededBy()).isEqualTo("word");
    }

    @Test
    void what_a_person_chose_between_two_equals_stays_chosen() {
        Map<String, Fact> after = dreamt(input(
                port("one", "1").by(Authority.PERSON).daysAgo(8).done(),
                port("two", "2")
                        .by(Authority.PERSON)
                        .daysAgo(8)
                        .status(Status.SUPERSEDED, "one")
                        .done()));
        assertThat(get(after, "one").status()).isEqualTo(Status.CURRENT);
        assertThat(get(after, "two").status()).isEqualTo(Status.SUPERSEDED);
    }

    @Test
    void an_old_value_returns_when_a_newer_one_expires_but_not_when_a_person_takes_the_newer_away() {
        Fact old = port("old", "1").daysAgo(50).done();
        Fact until = port("until", "2").daysAgo(5).expires(NOW.plusSeconds(60)).done();
        List<Fact> before = List.copyOf(dreamt(input(old, until)).values());
        assertThat(get(MemoryWorld.byId(before), "old").supersededBy()).isEqualTo("until");

        DreamInput later = new DreamInput(
                before, MapEvidence.NOTHING, List.of(), REDACTOR, NOW.plusSeconds(60), ZoneOffset.UTC, Set.of());
        Map<String, Fact> after = dreamt(later);
        assertThat(get(after, "until").status()).isEqualTo(Status.RETIRED);
        assertThat(get(after, "old")).isEqualTo(old);

        List<Fact> taken = before.stream()
                .map(fact -> fact.id().equals("until") ? fact.become(Status.RETIRED, null) : fact)
                .toList();
        assertThat(get(dreamt(input(MapEvidence.NOTHING, List.of(), taken)), "old")
                        .status())
                .isEqualTo(Status.SUPERSEDED);
    }

    @Test
    void a_claim_said_again_with_an_end_does_not_outlive_it_by_its_older_wording() {
        Map<String, Fact> after = dreamt(input(
                fact("old", "The staging cluster is down").daysAgo(20).done(),
                fact("new", "The staging cluster is down.")
                        .daysAgo(10)
                        .expires(NOW.minusSeconds(1))
                        .done(),
                fact("fresh", "The build cluster is down").daysAgo(1).done(),
                fact("was", "The build cluster is down")
                        .daysAgo(10)
                        .expires(NOW.minusSeconds(1))
                        .done()));
        assertThat(get(after, "new").status()).isEqualTo(Status.RETIRED);
        assertThat(get(after, "old").status()).isEqualTo(Status.MERGED);
        assertThat(get(after, "fresh").status()).isEqualTo(Status.CURRENT);
    }

    @Test
    void facts_without_subject_or_key_are_never_superseded_and_merge_only_when_they_say_the_same() {
        Map<String, Fact> after = dreamt(input(
                fact("a", "Use port 8080 for staging").daysAgo(9).done(),
                fact("b", "Use port 8081 for staging").daysAgo(8).done(),
                fact("c", "use  port 8081 for the staging.").daysAgo(7).done(),
                fact("d", "Do not use port 8081 for staging").daysAgo(6).done(),
                fact("e", "Never run --force here").daysAgo(6).done(),
                fact("f", "Never run force here").daysAgo(5).done(),
                fact("g", "The cache is on")
                        .slot("cache", null, null)
                        .daysAgo(4)
                        .done(),
                fact("h", "The cache is on")
                        .slot("cache2", null, null)
                        .daysAgo(3)
                        .done()));
        assertThat(get(after, "b").status()).isEqualTo(Status.MERGED);
        assertThat(get(after, "b").supersededBy()).isEqualTo("c");
        assertThat(after.values())
                .filteredOn(fact -> fact.status() == Status.CURRENT)
                .hasSize(7);
    }

    @Test
    void without_values_the_words_decide_and_equal_words_are_no_tie() {
        Map<String, Fact> after = dreamt(input(
                fact("a", "Releases go out on Monday")
                        .slot("release", "day", null)
                        .daysAgo(9)
                        .done(),
                fact("b", "Releases go out on Friday")
                        .slot("release", "day", null)
                        .daysAgo(3)
                        .done(),
                fact("c", "The region is north")
                        .slot("store", "region", "north")
                        .daysAgo(3)
                        .done(),
                fact("d", "The region is north.")
                        .slot("store", "region", null)
                        .daysAgo(3)
                        .done()));
        assertThat(get(after, "a").supersededBy()).isEqualTo("b");
        assertThat(Stream.of("c", "d").map(id -> get(after, id).status()))
                .containsExactlyInAnyOrder(Status.CURRENT, Status.MERGED);
    }

    @Test
    void a_person_is_not_deprived_of_a_line_by_a_dead_file_but_told() {
        MapEvidence evidence = new MapEvidence(Set.of("src/b", "lib/new"), Map.of("src/old", "lib/new"));
        Map<String, Fact> after = dreamt(input(
                evidence,
                List.of(),
                List.of(
                        fact("person", "Never edit src/a by hand")
                                .by(Authority.PERSON)
                                .refs("src/a")
                                .done(),
                        fact("partly", "src/a calls src/b")
                                .refs("src/a", "src/b")
                                .done(),
                        fact("dead", "src/a is slow").refs("src/a", "3f1c2ab").done(),
                        fact("moved", "src/old holds the keys, not src/old.bak")
                                .refs("src/old")
                                .done(),
                        fact("back", "src/b is slow [unverified]").refs("src/b").done())));
        assertThat(get(after, "person").text()).isEqualTo("Never edit src/a by hand [unverified]");
        assertThat(get(after, "partly").text()).isEqualTo("src/a calls src/b [unverified]");
        assertThat(get(after, "dead").status()).isEqualTo(Status.RETIRED);
        assertThat(get(after, "moved").text()).isEqualTo("lib/new holds the keys, not src/old.bak");
        assertThat(get(after, "moved").refs()).containsExactly("lib/new");
        assertThat(get(after, "back").text()).isEqualTo("src/b is slow");
    }

    @Test
    void a_rename_makes_two_names_of_one_file_one_fact() {
        MapEvidence evidence = new MapEvidence(Set.of("lib/new"), Map.of("src/old", "lib/new"));
        Map<String, Fact> after = dreamt(input(
                evidence,
                List.of(),
                List.of(
                        fact("a", "src/old holds the keys")
                                .refs("src/old")
                                .daysAgo(9)
                                .done(),
                        fact("b", "lib/new holds the keys")
                                .refs("lib/new")
                                .daysAgo(3)
                                .done())));
        assertThat(get(after, "a").status()).isEqualTo(Status.MERGED);
        assertThat(get(after, "b").status()).isEqualTo(Status.CURRENT);
    }

    @Test
    void secrets_leave_every_field_of_every_row_and_places_of_secrets_stay() {
        Map<String, Fact> after = dreamt(input(
                fact("a", "Log in with violet-harbor-77")
                        .by(Authority.PERSON)
                        .pinned()
                        .done(),
                fact("b", "The db password is hunter2hunter2!").done(),
                fact("c", "x").slot("mailer", "api_key", "9f8e7d6c5b4a").done(),
                fact("d", "Old: violet-harbor-77")
                        .status(Status.SUPERSEDED, "e")
                        .done(),
                fact("e", "The token is in CMS_TOKEN, the password in secrets/db.yaml")
                        .done(),
                fact("f", "The token is: ${CMS_TOKEN}; token limit: 200000").done(),
                fact("g", "The api key comes from vault.").done()));
        assertThat(after.values().toString()).doesNotContain("violet", "hunter2", "9f8e7d");
        assertThat(Stream.of("a", "b", "c", "d").map(id -> get(after, id).status()))
                .containsOnly(Status.RETIRED);
        assertThat(Stream.of("e", "f", "g").map(id -> get(after, id).status())).containsOnly(Status.CURRENT);
        assertThat(Consolidation.plan(
                                input(fact("a", "Log in with violet-harbor-77").done()))
                        .changes()
                        .toString())
                .doesNotContain("violet");
    }

    @Test
    void relative_dates_become_dates_counted_from_when_it_was_said() {
        Map<String, Fact> after = dreamt(input(
                fact("a", "Yesterday we moved to the new host")
                        .time("2026-03-01T10:00:00Z")
                        .done(),
                fact("b", "The freeze ends")
                        .slot("freeze", "end", "tomorrow")
                        .time("2026-03-01T10:00:00Z")
                        .done(),
                fact("c", "The freeze ends")
                        .slot("freeze", "end", "tomorrow")
                        .time("2026-04-01T10:00:00Z")
                        .done(),
                fact("d", "Run `git log --since=yesterday` every day").done()));
        assertThat(get(after, "a").text()).isEqualTo("On 2026-02-28 we moved to the new host");
        assertThat(get(after, "b").status()).isEqualTo(Status.SUPERSEDED);
        assertThat(get(after, "c").value()).isEqualTo("2026-04-02");
        assertThat(get(after, "d").text()).contains("yesterday");
    }

    @Test
    void memory_shows_a_persons_word_a_decision_and_what_two_runs_saw_and_keeps_the_rest_as_facts() {
        DreamPlan plan = Consolidation.plan(input(
                fact("person", "Ask before releases").by(Authority.PERSON).done(),
                fact("decision", "We use SQLite").by(Authority.DECISION).done(),
                fact("twice", "The linter needs Node")
                        .source("r-20261101-0001 T1#2")
                        .done(),
                fact("again", "The linter needs Node")
                        .source("r-20261102-0001 T1#2")
                        .done(),
                fact("one", "The build took long")
                        .source("r-20261102-0001 T1#2")
                        .done(),
                fact("same", "The log is long").source("r-20261102-0001 T1#2").done(),
                fact("run", "The log is long").source("r-20261102-0001 T9#2").done()));
        assertThat(plan.view().shown().stream().map(Fact::id)).containsExactlyInAnyOrder("person", "decision", "again");
        assertThat(plan.of(FactChange.Kind.ADDED)).hasSize(3);
        assertThat(plan.of(FactChange.Kind.SKIPPED).stream().map(FactChange::fact))
                .contains("one")
                .hasSize(2);
        assertThat(plan.of(FactChange.Kind.RETIRED)).isEmpty();
    }

    @Test
    void what_every_task_reads_anyway_is_not_repeated_unless_it_says_less_or_the_opposite() {
        List<Saying> sayings = List.of(
                new Saying(
                        "AGENTS.md",
                        "# Build\n\n- Run **the tests** with `mvn -o`. Then commit.\n- Never push to main from here"),
                new Saying("skills/release/SKILL.md", "1. Tag the commit before the upload of the files"));
        DreamPlan plan = Consolidation.plan(input(
                MapEvidence.NOTHING,
                sayings,
                Stream.of(
                                fact("said", "Run the tests with mvn -o"),
                                fact("pinned", "Run the tests with mvn -o")
                                        .pinned()
                                        .slot("s", null, null),
                                fact("more", "Run the tests with mvn -o -T2"),
                                fact("opposite", "Push to main from here"),
                                fact("skill", "tag commit before the upload of files"))
                        .map(fact -> fact.by(Authority.PERSON).done())
                        .toList()));
        assertThat(plan.of(FactChange.Kind.SKIPPED).stream().map(FactChange::fact))
                .containsExactly("said", "skill");
        assertThat(plan.of(FactChange.Kind.SKIPPED).get(0).reason()).contains("AGENTS.md:3");
    }

    @Test
    void caps_keep_pinned_lines_first_then_a_persons_newest() {
        List<Fact> facts = new java.util.ArrayList<>();
        for (int i = 0; i < 400; i++) {
            facts.add(fact("d" + i, "Decision number " + i + " was made")
                    .by(Authority.DECISION)
                    .daysAgo(1)
                    .done());
            if (i < 40) {
                facts.add(fact("x" + i, "Pinned line number " + i)
                        .by(Authority.INFERRED)
                        .pinned()
                        .daysAgo(900)
                        .done());
                facts.add(fact("p" + i, "Person's line number " + i)
                        .by(Authority.PERSON)
                        .daysAgo(500 + i)
                        .done());
            }
        }
        MemoryView view =
                Consolidation.plan(input(MapEvidence.NOTHING, List.of(), facts)).view();
        assertThat(view.shown().size()).isBetween(100, 200);
        assertThat(view.shown().stream().filter(dev.stayer.memory.FactRanking::ofPerson))
                .hasSize(80);
        assertThat(view.shown().size()
                        + view.overflow().getOrDefault("knowledge", List.of()).size())
                .isEqualTo(facts.size());
        List<Fact> crowd = facts.stream()
                .map(fact -> fact.backed(fact.source(), true, Kind.RULE))
                .toList();
        MemoryView full =
                Consolidation.plan(input(MapEvidence.NOTHING, List.of(), crowd)).view();
        assertThat(full.shown().size()).isLessThanOrEqualTo(200);
        assertThat(full.overflow().getOrDefault("rules", List.of()))
                .hasSize(facts.size() - full.shown().size());
    }

    @Test
    void a_plan_fits_only_the_facts_it_was_made_from() {
        Fact one = port("a", "1").done();
        DreamPlan plan = Consolidation.plan(input(one));
        List<Fact> edited = List.of(port("a", "2").done());
        assertThat(plan.fits(List.of(one))).isTrue();
        assertThatThrownBy(() -> plan.apply(edited)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void quotation_marks_spaces_and_composition_make_no_other_value_but_case_does() {
        Map<String, Fact> after = dreamt(input(
                fact("a", "x").slot("repo", "branch", "main").daysAgo(3).done(),
                fact("b", "y").slot("repo", " branch", "`main` ").daysAgo(3).done(),
                fact("c", "x").slot("town", "name", "Zu\u0308rich").daysAgo(3).done(),
                fact("d", "y").slot("town", "name", "Z\u00fcrich").daysAgo(3).done(),
                fact("e", "x").slot("class", "name", "Loop").daysAgo(3).done(),
                fact("f", "y").slot("class", "name", "LOOP").daysAgo(3).done()));
        assertThat(after.values())
                .filteredOn(fact -> fact.status() == Status.CURRENT)
                .hasSize(2);
        assertThat(after.values())
                .filteredOn(fact -> fact.status() == Status.FLAGGED)
                .extracting(Fact::id)
                .containsExactlyInAnyOrder("e", "f");
    }

    @Test
    void a_fact_behind_an_archived_one_that_lapsed_still_counts() {
        MapEvidence evidence = MapEvidence.NOTHING;
        Map<String, Fact> after = dreamt(input(
                evidence,
                List.of(),
                List.of(
                        port("a", "1")
                                .daysAgo(30)
                                .status(Status.SUPERSEDED, "b")
                                .done(),
                        port("b", "2")
                                .daysAgo(20)
                                .status(Status.SUPERSEDED, "c")
                                .refs("gone/b")
                                .done(),
                        port("c", "3").daysAgo(10).refs("gone/c").done())));
        assertThat(get(after, "c").status()).isEqualTo(Status.RETIRED);
        assertThat(get(after, "b").status()).isEqualTo(Status.SUPERSEDED);
        assertThat(get(after, "a").status()).isEqualTo(Status.CURRENT);
    }

    @Test
    void how_credentials_are_handled_is_no_secret() {
        List<String> harmless = List.of(
                "The password is argon2id-hashed with 3 rounds",
                "token_type: JWT-RS256",
                "The secret is read from vault/kv2/mailer",
                "API keys are documented in docs/keys2.md",
                "Access token: see https://intranet.example/tokens2",
                "max tokens: 200000",
                "The token is <your-token-here1>");
        List<Fact> facts = new java.util.ArrayList<>();
        for (int i = 0; i < harmless.size(); i++) {
            facts.add(fact("h" + i, harmless.get(i)).done());
        }
        assertThat(Consolidation.plan(input(MapEvidence.NOTHING, List.of(), facts))
                        .rows())
                .isEmpty();
        List<String> secret = List.of(
                "password=tr0ub4dor&3x",
                "db_password: 'Xk29fjw8Qz'",
                "The API key for mailer is 7d9f8a6b5c4e3d2f",
                "export CLIENT_SECRET=ab12cd34ef56",
                "postgres://app:s3cretpw@db/app");
        for (String text : secret) {
            assertThat(dreamt(input(fact("s", text).by(Authority.PERSON).done()))
                            .get("s"))
                    .as(text)
                    .matches(fact ->
                            fact.status() == Status.RETIRED && fact.text().contains("[redacted:"));
        }
    }

    @Test
    void what_was_seen_after_a_persons_word_had_expired_is_current() {
        Map<String, Fact> after = dreamt(input(
                fact("person", "The freeze is on")
                        .by(Authority.PERSON)
                        .daysAgo(10)
                        .expires(NOW.minusSeconds(9))
                        .done(),
                fact("seen", "The freeze is on").daysAgo(0).done()));
        assertThat(get(after, "person").status()).isEqualTo(Status.RETIRED);
        assertThat(get(after, "seen").status()).isEqualTo(Status.CURRENT);
    }

    @Test
    void what_becomes_current_again_is_marked_and_dated_in_the_same_dream() {
        MapEvidence evidence = new MapEvidence(Set.of("src/b"), Map.of());
        Map<String, Fact> after = dreamt(input(
                evidence,
                List.of(),
                List.of(
                        fact("old", "Since yesterday it is 1")
                                .slot("mailer", "port", "1")
                                .refs("src/a", "src/b")
                                .time("2026-03-02T10:00:00Z")
                                .status(Status.SUPERSEDED, "new")
                                .done(),
                        port("new", "2").expires(NOW).done())));
        assertThat(get(after, "old").status()).isEqualTo(Status.CURRENT);
        assertThat(get(after, "old").text()).isEqualTo("Since 2026-03-01 it is 1 [unverified]");
    }

    @Test
    void a_person_may_prefer_what_the_rules_would_not_have_chosen() {
        Map<String, Fact> after = dreamt(input(
                port("preferred", "1").by(Authority.INFERRED).daysAgo(9).done(),
                port("put-away", "2")
                        .by(Authority.PERSON)
                        .daysAgo(1)
                        .status(Status.SUPERSEDED, "preferred")
                        .done()));
        assertThat(get(after, "preferred").status()).isEqualTo(Status.CURRENT);
        assertThat(get(after, "put-away").status()).isEqualTo(Status.SUPERSEDED);
    }

    @Test
    void nothing_less_important_stands_where_a_persons_line_had_to_go_unless_that_was_very_long() {
        List<Fact> facts = new java.util.ArrayList<>();
        facts.add(fact("tale", "A tale ".repeat(2_000))
                .by(Authority.PERSON)
                .daysAgo(0)
                .done());
        facts.add(fact("short", "We use SQLite").by(Authority.DECISION).done());
        assertThat(Consolidation.plan(input(MapEvidence.NOTHING, List.of(), facts))
                        .view()
                        .shown())
                .extracting(Fact::id)
                .containsExactly("short");
        for (int i = 0; i < 60; i++) {
            facts.add(fact("p" + i, i + " line of a person ".repeat(12))
                    .by(Authority.PERSON)
                    .daysAgo(i + 1)
                    .done());
        }
        MemoryView view =
                Consolidation.plan(input(MapEvidence.NOTHING, List.of(), facts)).view();
        assertThat(view.shown()).hasSizeBetween(20, 59).allMatch(dev.stayer.memory.FactRanking::ofPerson);
        assertThat(view.overflow().getOrDefault("knowledge", List.of()))
                .extracting(Fact::id)
                .contains("tale", "short", "p59");
    }
}
