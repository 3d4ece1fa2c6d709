package dev.stayer.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stayer.store.PlainDatabase;
import dev.stayer.store.Schema;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two processes can hardly be made to do at the same instant: a taker that was held up between looking and taking. */
class LeaseTest {
    @TempDir
    Path folder;

    @Test
    void a_taker_held_up_until_two_others_have_owned_takes_nothing() {
        Path file = folder.resolve("stayer.db");
        Schema.prepare(file);
        List<Ownership> others = new ArrayList<>();
        try (PlainDatabase database = new PlainDatabase(file);
                Ownership frozen = take(database, InstantSource.system())) {
            // It looks at the lease of the frozen one, which has run out; while it looks, the next owner comes and
            // goes,
            // and the one after that has begun.
            Instant later = Instant.now().plus(Ownership.LIFE.multipliedBy(2));
            InstantSource slow = () -> {
                if (others.isEmpty()) {
                    others.add(take(database, () -> later));
                    others.get(0).close();
                    others.add(take(database, () -> later));
                }
                return later;
            };
            assertThatThrownBy(() -> take(database, slow)).isInstanceOf(OwnedByAnotherException.class);
            assertThat(others.get(1).isOurs()).isTrue();
            assertThat(frozen.isOurs()).isFalse();
            assertThat(frozen.renew()).isFalse();
            others.get(1).close();
        }
    }

    private Ownership take(PlainDatabase database, InstantSource clock) {
        return Ownership.take(database, folder, clock, "test", false);
    }
}
