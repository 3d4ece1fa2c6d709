package dev.stayer.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.memory.Fact.Authority;
import dev.stayer.memory.Fact.Kind;
import dev.stayer.memory.Fact.Status;
import dev.stayer.redact.Redactor;
import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final Facts facts = new Facts(
            InstantSource.fixed(NOW), Redactor.of(Map.of("CMS_TOKEN", "correct horse battery staple"), Map.of()));

    @TempDir
    @Nullable
    Path folder;

    private @Nullable PlainDatabase opened;

    @BeforeEach
    void open() {
        Path file = java.util.Objects.requireNonNull(folder).resolve("stayer.db");
        Schema.prepare(file);
        opened = new PlainDatabase(file);
    }

    @AfterEach
    void close() {
        database().close();
    }

    private PlainDatabase database() {
        return java.util.Objects.requireNonNull(opened);
    }

    private static Fact fact(String id, String text) {
        return new Fact(
                id,
                Kind.KNOWLEDGE,
                "build",
                "tool",
                "maven",
                text,
                Authority.PERSON,
                "person",
                NOW,
                Status.CURRENT,
                null,
                true,
                NOW.plusSeconds(60),
                List.of("pom.xml", "src/a b"));
    }

    private List<Fact> add(String... texts) {
        return database()
                .write(tx -> facts.add(
                        tx,
                        java.util.stream.Stream.of(texts)
                                .map(text -> Facts.Addition.of(fact("", text)))
                                .toList(),
                        "person",
                        "said so"));
    }

    private List<Fact> all() {
        return database().read(Facts::all);
    }

    @Test
    void a_fact_comes_back_as_it_was_added() {
        List<Fact> added = add("The build is Maven");
        assertThat(added).singleElement().isEqualTo(fact("f-1", "The build is Maven"));
        assertThat(all()).isEqualTo(added);
        assertThat(FactJson.read(FactJson.of(added.get(0)))).isEqualTo(added.get(0));
    }

    @Test
    void numbers_are_never_given_twice() {
        add("one", "two");
        database().write(tx -> facts.undo(tx, 1, "person"));
        database().write(tx -> facts.add(tx, List.of(Facts.Addition.of(fact("f-4", "mine"))), "person", "said so"));
        assertThat(add("three", "four")).extracting(Fact::id).containsExactly("f-5", "f-6");
    }

    @Test
    void an_id_that_is_there_is_refused() {
        add("one");
        assertThatThrownBy(() -> database()
                        .write(tx -> facts.add(tx, List.of(Facts.Addition.of(fact("f-1", "two"))), "person", "")))
                .hasMessageContaining("f-1");
    }

    @Test
    void what_is_made_from_the_same_is_added_once() {
        Facts.Addition addition = new Facts.Addition(fact("", "one"), "r-20261122-0001 T1#3 0");
        for (int i = 0; i < 3; i++) {
            database().write(tx -> facts.add(tx, List.of(addition, addition), "agent", "remembered"));
        }
        assertThat(all()).hasSize(1);
    }

    @Test
    void no_secret_is_stored() {
        Fact loud = new Fact(
                "",
                Kind.KNOWLEDGE,
                "correct horse battery staple",
                "correct horse battery staple",
                "ghp_" + "a1B2".repeat(9),
                "the password is Tr0ub4dor&3x and correct horse battery staple",
                Authority.PERSON,
                "correct horse battery staple",
                NOW,
                Status.CURRENT,
                null,
                false,
                null,
                List.of("correct horse battery staple"));
        database()
                .write(tx -> facts.add(
                        tx, List.of(Facts.Addition.of(loud)), "person", "since correct horse battery staple"));
        Fact stored = all().get(0);
        database().write(tx -> facts.apply(tx, List.of(loud.named(stored.id())), "person", "again"));
        assertThat(all() + " " + database().read(tx -> History.ofFact(tx, stored.id())))
                .doesNotContain("battery", "Tr0ub4dor", "ghp_a1");
    }

    @Test
    void a_change_is_written_down_and_taken_back() {
        Fact one = add("one").get(0);
        Fact two = add("two").get(0);
        List<Fact> before = all();
        Fact superseded = one.become(Status.SUPERSEDED, two.id());
        Fact fresh = fact("g-fresh", "from a dream");
        long change = database()
                .write(tx -> facts.apply(tx, List.of(superseded, two, fresh), "dream", "d-1"))
                .orElseThrow();
        assertThat(all()).containsExactlyInAnyOrder(superseded, two, fresh);
        List<History.Step> steps = database().read(tx -> History.ofFact(tx, one.id()));
        assertThat(steps)
                .extracting(History.Step::before, History.Step::after)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(null, one),
                        org.assertj.core.groups.Tuple.tuple(one, superseded));

        Facts.Undone undone = database().write(tx -> facts.undo(tx, change, "person"));
        assertThat(undone.restored()).containsExactlyInAnyOrder(one.id(), "g-fresh");
        assertThat(all()).isEqualTo(before);
        database().write(tx -> facts.undo(tx, undone.change(), "person"));
        assertThat(all()).containsExactlyInAnyOrder(superseded, two, fresh);
    }

    @Test
    void nothing_to_change_is_no_change() {
        Fact one = add("one").get(0);
        java.util.Optional<Long> change = database().write(tx -> facts.apply(tx, List.of(one), "dream", "d-1"));
        assertThat(change).isEmpty();
    }

    @Test
    void what_changed_again_since_is_kept_by_an_undo() {
        Fact one = add("one").get(0);
        Fact two = add("two").get(0);
        long dream = database()
                .write(tx -> facts.apply(
                        tx,
                        List.of(one.become(Status.RETIRED, null), two.become(Status.RETIRED, null)),
                        "dream",
                        "d-1"))
                .orElseThrow();
        Fact again = one.become(Status.CURRENT, null);
        database().write(tx -> facts.apply(tx, List.of(again), "person", "it holds"));
        Facts.Undone undone = database().write(tx -> facts.undo(tx, dream, "person"));
        assertThat(undone.kept()).containsExactly(one.id());
        assertThat(all()).containsExactly(again, two);
    }

    @Test
    void the_newest_change_that_holds_is_the_next_to_be_undone() {
        add("one");
        add("two");
        assertThat(holding()).isEqualTo(2);
        database().write(tx -> facts.undo(tx, 2, "person"));
        assertThat(holding()).isEqualTo(1);
        database().write(tx -> facts.undo(tx, 3, "person"));
        assertThat(holding()).isEqualTo(2);
    }

    private long holding() {
        return database().read(History::newestHolding).orElseThrow().id();
    }
}
